using System.Collections.Frozen;

namespace HtmxChat.Views;

/// <summary>The short names of emoji, as chats and code hosts have them.</summary>
public static class Emoji
{
    /// <summary>Characters of the longest name.</summary>
    public const int MaxLength = 28;

    private const string Names =
        """
        smile 😄 smiley 😃 grin 😁 grinning 😀 laughing 😆 satisfied 😆 joy 😂 rofl 🤣 sweat_smile 😅 blush 😊 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉
        relaxed ☺️ innocent 😇 heart_eyes 😍 kissing 😗 kissing_heart 😘 yum 😋 stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜 zany_face 🤪 money_mouth_face 🤑
        hugs 🤗 thinking 🤔 shushing_face 🤫 zipper_mouth_face 🤐 raised_eyebrow 🤨 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 roll_eyes 🙄
        grimacing 😬 lying_face 🤥 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 nauseated_face 🤢 sneezing_face 🤧 hot_face 🥵 cold_face 🥶 woozy_face 🥴
        dizzy_face 😵 exploding_head 🤯 cowboy_hat_face 🤠 partying_face 🥳 sunglasses 😎 nerd_face 🤓 monocle_face 🧐 confused 😕 worried 😟 slightly_frowning_face 🙁
        frowning_face ☹️ open_mouth 😮 hushed 😯 astonished 😲 flushed 😳 pleading_face 🥺 frowning 😦 anguished 😧 fearful 😨 cold_sweat 😰 disappointed_relieved 😥
        cry 😢 sob 😭 scream 😱 confounded 😖 persevere 😣 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 yawning_face 🥱 triumph 😤 rage 😡 angry 😠 smiling_imp 😈 imp 👿
        skull 💀 poop 💩 clown_face 🤡 ghost 👻 alien 👽 robot 🤖 smiley_cat 😺 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊 heart ❤️ orange_heart 🧡 yellow_heart 💛
        green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 white_heart 🤍 broken_heart 💔 two_hearts 💕 sparkling_heart 💖 heartbeat 💓 100 💯 anger 💢 boom 💥
        collision 💥 dizzy 💫 sweat_drops 💦 dash 💨 speech_balloon 💬 thought_balloon 💭 zzz 💤 wave 👋 raised_hand ✋ ok_hand 👌 pinching_hand 🤏 v ✌️
        crossed_fingers 🤞 metal 🤘 call_me_hand 🤙 point_left 👈 point_right 👉 point_up ☝️ point_up_2 👆 point_down 👇 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 fist ✊
        punch 👊 clap 👏 raised_hands 🙌 open_hands 👐 handshake 🤝 pray 🙏 writing_hand ✍️ muscle 💪 eyes 👀 brain 🧠 shrug 🤷 facepalm 🤦 bow 🙇 tipping_hand_person 💁
        raising_hand 🙋 runner 🏃 dancer 💃 dog 🐶 cat 🐱 mouse 🐭 rabbit 🐰 fox_face 🦊 bear 🐻 panda_face 🐼 koala 🐨 tiger 🐯 lion 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐒
        chicken 🐔 penguin 🐧 bird 🐦 owl 🦉 wolf 🐺 horse 🐴 unicorn 🦄 bee 🐝 bug 🐛 butterfly 🦋 snail 🐌 spider 🕷️ turtle 🐢 snake 🐍 octopus 🐙 fish 🐟 dolphin 🐬
        whale 🐳 shark 🦈 elephant 🐘 sloth 🦥 duck 🦆 bouquet 💐 cherry_blossom 🌸 rose 🌹 sunflower 🌻 tulip 🌷 seedling 🌱 evergreen_tree 🌲 cactus 🌵 herb 🌿
        four_leaf_clover 🍀 maple_leaf 🍁 fallen_leaf 🍂 mushroom 🍄 apple 🍎 tangerine 🍊 lemon 🍋 banana 🍌 watermelon 🍉 grapes 🍇 strawberry 🍓 cherries 🍒 peach 🍑
        pineapple 🍍 tomato 🍅 avocado 🥑 carrot 🥕 corn 🌽 bread 🍞 cheese 🧀 egg 🥚 hamburger 🍔 fries 🍟 pizza 🍕 hotdog 🌭 taco 🌮 sushi 🍣 ramen 🍜 rice 🍚 icecream 🍦
        doughnut 🍩 cookie 🍪 birthday 🎂 cake 🍰 chocolate_bar 🍫 popcorn 🍿 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷 cocktail 🍸 champagne 🍾 clinking_glasses 🥂
        earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 mountain ⛰️ house 🏠 office 🏢 tent ⛺ car 🚗 taxi 🚕 bus 🚌 train 🚆 bike 🚲 airplane ✈️ rocket 🚀 ship 🚢
        anchor ⚓ construction 🚧 hourglass ⌛ watch ⌚ alarm_clock ⏰ new_moon 🌑 full_moon 🌕 sunny ☀️ partly_sunny ⛅ cloud ☁️ rainbow 🌈 umbrella ☔ zap ⚡
        snowflake ❄️ snowman ⛄ fire 🔥 droplet 💧 ocean 🌊 star ⭐ star2 🌟 sparkles ✨ jack_o_lantern 🎃 christmas_tree 🎄 fireworks 🎆 balloon 🎈 tada 🎉
        confetti_ball 🎊 gift 🎁 trophy 🏆 1st_place_medal 🥇 2nd_place_medal 🥈 3rd_place_medal 🥉 soccer ⚽ basketball 🏀 football 🏈 tennis 🎾 dart 🎯 video_game 🎮
        game_die 🎲 chess_pawn ♟️ art 🎨 musical_note 🎵 notes 🎶 microphone 🎤 headphones 🎧 guitar 🎸 crown 👑 gem 💎 bell 🔔 no_bell 🔕 loudspeaker 📢 phone ☎️
        iphone 📱 computer 💻 keyboard ⌨️ printer 🖨️ floppy_disk 💾 cd 💿 camera 📷 movie_camera 🎥 tv 📺 mag 🔍 bulb 💡 flashlight 🔦 book 📖 books 📚 newspaper 📰
        bookmark 🔖 moneybag 💰 dollar 💵 credit_card 💳 email 📧 envelope ✉️ inbox_tray 📥 outbox_tray 📤 package 📦 mailbox 📫 pencil 📝 memo 📝 pencil2 ✏️ briefcase 💼
        file_folder 📁 calendar 📅 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 clipboard 📋 pushpin 📌 paperclip 📎 scissors ✂️ lock 🔒
        unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 gear ⚙️ link 🔗 magnet 🧲 test_tube 🧪 microscope 🔬 telescope 🔭 syringe 💉 pill 💊 door 🚪 bed 🛏️ shopping_cart 🛒 bomb 💣
        warning ⚠️ no_entry ⛔ no_entry_sign 🚫 x ❌ white_check_mark ✅ heavy_check_mark ✔️ question ❓ exclamation ❗ bangbang ‼️ heavy_plus_sign ➕
        heavy_minus_sign ➖ arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ recycle ♻️ infinity ♾️ copyright ©️ tm ™️ red_circle 🔴 green_circle 🟢
        blue_circle 🔵 checkered_flag 🏁 rainbow_flag 🏳️‍🌈 pirate_flag 🏴‍☠️ white_flag 🏳️ new 🆕 free 🆓 ok 🆗 sos 🆘 cool 🆒 up 🆙
        """;

    private static readonly FrozenDictionary<string, string> All = Names
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Chunk(2)
        .ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByName = All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The emoji of a name without its colons, or null if there is none.</summary>
    public static string? Of(ReadOnlySpan<char> name) => ByName.TryGetValue(name, out var emoji) ? emoji : null;
}
