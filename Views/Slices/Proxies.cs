using AspNetCoreGeneratedDocument;
using HtmxChat.Rooms;
using RazorSlices;

// One entry for each view, named as the package's generator would name it: the namespace by the folder, the class by
// the file. They are public because the generator's are, so a view's model has to be public too.

namespace HtmxChat.Views.Fragments
{
    /// <summary>See <c>BarFields.cshtml</c>.</summary>
    public sealed class BarFields : IRazorSliceProxy<BarFieldsModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<BarFieldsModel> Create(BarFieldsModel model) => new Views_Fragments_BarFields { Model = model };

        static RazorSlice<BarFieldsModel> IRazorSliceProxy<BarFieldsModel>.CreateSlice(BarFieldsModel model) => Create(model);
    }

    /// <summary>See <c>ExportRow.cshtml</c>.</summary>
    public sealed class ExportRow : IRazorSliceProxy<ChatMessage>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<ChatMessage> Create(ChatMessage model) => new Views_Fragments_ExportRow { Model = model };

        static RazorSlice<ChatMessage> IRazorSliceProxy<ChatMessage>.CreateSlice(ChatMessage model) => Create(model);
    }

    /// <summary>See <c>MessageRow.cshtml</c>.</summary>
    public sealed class MessageRow : IRazorSliceProxy<ChatMessage>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<ChatMessage> Create(ChatMessage model) => new Views_Fragments_MessageRow { Model = model };

        static RazorSlice<ChatMessage> IRazorSliceProxy<ChatMessage>.CreateSlice(ChatMessage model) => Create(model);
    }

    /// <summary>See <c>NewLink.cshtml</c>.</summary>
    public sealed class NewLink : IRazorSliceProxy<NewLinkModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<NewLinkModel> Create(NewLinkModel model) => new Views_Fragments_NewLink { Model = model };

        static RazorSlice<NewLinkModel> IRazorSliceProxy<NewLinkModel>.CreateSlice(NewLinkModel model) => Create(model);
    }

    /// <summary>See <c>NoticeText.cshtml</c>.</summary>
    public sealed class NoticeText : IRazorSliceProxy<RoomEvent.Refused>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<RoomEvent.Refused> Create(RoomEvent.Refused model) => new Views_Fragments_NoticeText { Model = model };

        static RazorSlice<RoomEvent.Refused> IRazorSliceProxy<RoomEvent.Refused>.CreateSlice(RoomEvent.Refused model) => Create(model);
    }

    /// <summary>See <c>OlderLink.cshtml</c>.</summary>
    public sealed class OlderLink : IRazorSliceProxy<OlderLinkModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<OlderLinkModel> Create(OlderLinkModel model) => new Views_Fragments_OlderLink { Model = model };

        static RazorSlice<OlderLinkModel> IRazorSliceProxy<OlderLinkModel>.CreateSlice(OlderLinkModel model) => Create(model);
    }

    /// <summary>See <c>OlderRows.cshtml</c>.</summary>
    public sealed class OlderRows : IRazorSliceProxy<OlderRowsModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<OlderRowsModel> Create(OlderRowsModel model) => new Views_Fragments_OlderRows { Model = model };

        static RazorSlice<OlderRowsModel> IRazorSliceProxy<OlderRowsModel>.CreateSlice(OlderRowsModel model) => Create(model);
    }

    /// <summary>See <c>RosterList.cshtml</c>.</summary>
    public sealed class RosterList : IRazorSliceProxy<RoomEvent.RosterChanged>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<RoomEvent.RosterChanged> Create(RoomEvent.RosterChanged model) => new Views_Fragments_RosterList { Model = model };

        static RazorSlice<RoomEvent.RosterChanged> IRazorSliceProxy<RoomEvent.RosterChanged>.CreateSlice(RoomEvent.RosterChanged model) => Create(model);
    }

    /// <summary>See <c>TypingList.cshtml</c>.</summary>
    public sealed class TypingList : IRazorSliceProxy<RoomEvent.TypingChanged>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<RoomEvent.TypingChanged> Create(RoomEvent.TypingChanged model) => new Views_Fragments_TypingList { Model = model };

        static RazorSlice<RoomEvent.TypingChanged> IRazorSliceProxy<RoomEvent.TypingChanged>.CreateSlice(RoomEvent.TypingChanged model) => Create(model);
    }

    /// <summary>See <c>RulesText.cshtml</c>.</summary>
    public sealed class RulesText : IRazorSliceProxy<RoomRules>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<RoomRules> Create(RoomRules model) => new Views_Fragments_RulesText { Model = model };

        static RazorSlice<RoomRules> IRazorSliceProxy<RoomRules>.CreateSlice(RoomRules model) => Create(model);
    }

    /// <summary>See <c>SearchResults.cshtml</c>.</summary>
    public sealed class SearchResults : IRazorSliceProxy<SearchModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<SearchModel> Create(SearchModel model) => new Views_Fragments_SearchResults { Model = model };

        static RazorSlice<SearchModel> IRazorSliceProxy<SearchModel>.CreateSlice(SearchModel model) => Create(model);
    }

    /// <summary>See <c>SettingsPanel.cshtml</c>.</summary>
    public sealed class SettingsPanel : IRazorSliceProxy
    {
        /// <summary>The view.</summary>
        public static RazorSlice Create() => new Views_Fragments_SettingsPanel();

        static RazorSlice IRazorSliceProxy.CreateSlice() => Create();
    }

    /// <summary>See <c>SharePanel.cshtml</c>.</summary>
    public sealed class SharePanel : IRazorSliceProxy<ShareModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<ShareModel> Create(ShareModel model) => new Views_Fragments_SharePanel { Model = model };

        static RazorSlice<ShareModel> IRazorSliceProxy<ShareModel>.CreateSlice(ShareModel model) => Create(model);
    }

    /// <summary>See <c>VisitedRooms.cshtml</c>.</summary>
    public sealed class VisitedRooms : IRazorSliceProxy<VisitedModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<VisitedModel> Create(VisitedModel model) => new Views_Fragments_VisitedRooms { Model = model };

        static RazorSlice<VisitedModel> IRazorSliceProxy<VisitedModel>.CreateSlice(VisitedModel model) => Create(model);
    }
}

namespace HtmxChat.Views.Pages
{
    /// <summary>See <c>Help.cshtml</c>.</summary>
    public sealed class Help : IRazorSliceProxy<HelpModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<HelpModel> Create(HelpModel model) => new Views_Pages_Help { Model = model };

        static RazorSlice<HelpModel> IRazorSliceProxy<HelpModel>.CreateSlice(HelpModel model) => Create(model);
    }

    /// <summary>See <c>Home.cshtml</c>.</summary>
    public sealed class Home : IRazorSliceProxy<HomeModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<HomeModel> Create(HomeModel model) => new Views_Pages_Home { Model = model };

        static RazorSlice<HomeModel> IRazorSliceProxy<HomeModel>.CreateSlice(HomeModel model) => Create(model);
    }

    /// <summary>See <c>Hooks.cshtml</c>.</summary>
    public sealed class Hooks : IRazorSliceProxy<HooksModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<HooksModel> Create(HooksModel model) => new Views_Pages_Hooks { Model = model };

        static RazorSlice<HooksModel> IRazorSliceProxy<HooksModel>.CreateSlice(HooksModel model) => Create(model);
    }

    /// <summary>See <c>Key.cshtml</c>.</summary>
    public sealed class Key : IRazorSliceProxy<KeyModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<KeyModel> Create(KeyModel model) => new Views_Pages_Key { Model = model };

        static RazorSlice<KeyModel> IRazorSliceProxy<KeyModel>.CreateSlice(KeyModel model) => Create(model);
    }

    /// <summary>See <c>Operator.cshtml</c>.</summary>
    public sealed class Operator : IRazorSliceProxy<OperatorModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<OperatorModel> Create(OperatorModel model) => new Views_Pages_Operator { Model = model };

        static RazorSlice<OperatorModel> IRazorSliceProxy<OperatorModel>.CreateSlice(OperatorModel model) => Create(model);
    }

    /// <summary>See <c>Owner.cshtml</c>.</summary>
    public sealed class Owner : IRazorSliceProxy<OwnerModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<OwnerModel> Create(OwnerModel model) => new Views_Pages_Owner { Model = model };

        static RazorSlice<OwnerModel> IRazorSliceProxy<OwnerModel>.CreateSlice(OwnerModel model) => Create(model);
    }

    /// <summary>See <c>Problem.cshtml</c>.</summary>
    public sealed class Problem : IRazorSliceProxy<ProblemModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<ProblemModel> Create(ProblemModel model) => new Views_Pages_Problem { Model = model };

        static RazorSlice<ProblemModel> IRazorSliceProxy<ProblemModel>.CreateSlice(ProblemModel model) => Create(model);
    }

    /// <summary>See <c>Room.cshtml</c>.</summary>
    public sealed class Room : IRazorSliceProxy<RoomModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<RoomModel> Create(RoomModel model) => new Views_Pages_Room { Model = model };

        static RazorSlice<RoomModel> IRazorSliceProxy<RoomModel>.CreateSlice(RoomModel model) => Create(model);
    }

    /// <summary>See <c>Search.cshtml</c>.</summary>
    public sealed class Search : IRazorSliceProxy<SearchModel>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<SearchModel> Create(SearchModel model) => new Views_Pages_Search { Model = model };

        static RazorSlice<SearchModel> IRazorSliceProxy<SearchModel>.CreateSlice(SearchModel model) => Create(model);
    }

    /// <summary>See <c>_Layout.cshtml</c>.</summary>
    public sealed class _Layout : IRazorSliceProxy<PageHead>
    {
        /// <summary>The view of a model.</summary>
        public static RazorSlice<PageHead> Create(PageHead model) => new Views_Pages__Layout { Model = model };

        static RazorSlice<PageHead> IRazorSliceProxy<PageHead>.CreateSlice(PageHead model) => Create(model);
    }
}
