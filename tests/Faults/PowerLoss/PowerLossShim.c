// Loaded before libc (LD_PRELOAD): writes down, in the order in which they happen, the changes a program makes to its SQLite files.
// One lock is held over each change and its record, so the order of the records is the order of the changes.
//   HTMXCHAT_WRITES         the file to write them to
//   HTMXCHAT_DIES_AT_WRITE  if set: the process is killed after so many writes to the write-ahead log
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATED = 1, WRITTEN, CUT, SYNCED, REMOVED };
enum file { NONE, DATABASE, WAL, JOURNAL };

struct record
{
    int32_t kind, file;
    int64_t offset, length;
};

#define FDS 65536
static unsigned char files[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), of_end = strlen(end);
    return length >= of_end && strcmp(text + length - of_end, end) == 0;
}

static enum file file_named(const char *path)
{
    return ends_with(path, "chat.db") ? DATABASE : ends_with(path, "chat.db-wal") ? WAL : ends_with(path, "chat.db-journal") ? JOURNAL : NONE;
}

static enum file file_of(int fd) { return fd >= 0 && fd < FDS ? files[fd] : NONE; }

// A single write to a file opened for appending: it is not torn by one from another process.
static void record(enum kind kind, enum file file, int64_t offset, const void *bytes, int64_t length)
{
    static int log = -1;
    if (log < 0)
    {
        __typeof__(&open) next = (__typeof__(&open))dlsym(RTLD_NEXT, "open");
        log = next(getenv("HTMXCHAT_WRITES"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }

    struct record head = {kind, file, offset, length};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)bytes, bytes ? (size_t)length : 0}};
    if (writev(log, parts, 2) != (ssize_t)(sizeof head + parts[1].iov_len)) abort();

    static long writes;
    const char *last = getenv("HTMXCHAT_DIES_AT_WRITE");
    if (last && kind == WRITTEN && file == WAL && ++writes == atol(last)) kill(getpid(), SIGKILL);
}

static void opened(int fd, enum file file, int existed, int flags)
{
    if (fd < 0 || fd >= FDS) return;
    files[fd] = file;
    if (file && !existed) record(CREATED, file, 0, NULL, 0);
    if (file && existed && flags & O_TRUNC) record(CUT, file, 0, NULL, 0);
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) \
    { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        NEXT(name); \
        MODE(flags) \
        enum file file = file_named(path); \
        if (!file) return next(path, flags, mode); \
        pthread_mutex_lock(&lock); \
        int existed = access(path, F_OK) == 0, fd = next(path, flags, mode); \
        opened(fd, file, existed, flags); \
        pthread_mutex_unlock(&lock); \
        return fd; \
    }

#define OPEN_AT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        NEXT(name); \
        MODE(flags) \
        enum file file = file_named(path); \
        if (!file) return next(folder, path, flags, mode); \
        pthread_mutex_lock(&lock); \
        int existed = faccessat(folder, path, F_OK, 0) == 0, fd = next(folder, path, flags, mode); \
        opened(fd, file, existed, flags); \
        pthread_mutex_unlock(&lock); \
        return fd; \
    }

#define WRITE_AT(name, offset_type) \
    ssize_t name(int fd, const void *bytes, size_t length, offset_type offset) \
    { \
        NEXT(name); \
        enum file file = file_of(fd); \
        if (!file) return next(fd, bytes, length, offset); \
        pthread_mutex_lock(&lock); \
        ssize_t written = next(fd, bytes, length, offset); \
        if (written > 0) record(WRITTEN, file, offset, bytes, written); \
        pthread_mutex_unlock(&lock); \
        return written; \
    }

#define TRUNCATE(name, offset_type) \
    int name(int fd, offset_type length) \
    { \
        NEXT(name); \
        enum file file = file_of(fd); \
        if (!file) return next(fd, length); \
        pthread_mutex_lock(&lock); \
        int result = next(fd, length); \
        if (result == 0) record(CUT, file, length, NULL, 0); \
        pthread_mutex_unlock(&lock); \
        return result; \
    }

#define SYNC(name) \
    int name(int fd) \
    { \
        NEXT(name); \
        enum file file = file_of(fd); \
        if (!file) return next(fd); \
        pthread_mutex_lock(&lock); \
        int result = next(fd); \
        if (result == 0) record(SYNCED, file, 0, NULL, 0); \
        pthread_mutex_unlock(&lock); \
        return result; \
    }

OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)
WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)
SYNC(fsync)
SYNC(fdatasync)

ssize_t write(int fd, const void *bytes, size_t length)
{
    NEXT(write);
    enum file file = file_of(fd);
    if (!file) return next(fd, bytes, length);
    pthread_mutex_lock(&lock);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t written = next(fd, bytes, length);
    if (written > 0) record(WRITTEN, file, offset, bytes, written);
    pthread_mutex_unlock(&lock);
    return written;
}

int unlink(const char *path)
{
    NEXT(unlink);
    enum file file = file_named(path);
    if (!file) return next(path);
    pthread_mutex_lock(&lock);
    int result = next(path);
    if (result == 0) record(REMOVED, file, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int close(int fd)
{
    NEXT(close);
    if (file_of(fd)) files[fd] = NONE;
    return next(fd);
}
