/* Preloaded by test_durability.py: lets the FAIL_AT-th write, sync, rename or link below FAIL_UNDER fail with
   FAIL_ERRNO, once, or from then on when FAIL_ON is set.  Counts them into FAIL_COUNT when the process ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int fails(const char *path) {
    const char *under = getenv("FAIL_UNDER"), *at = getenv("FAIL_AT");
    if (!under || strncmp(path, under, strlen(under))) return 0;
    calls++;
    if (!at || (getenv("FAIL_ON") ? calls < atol(at) : calls != atol(at))) return 0;
    errno = atoi(getenv("FAIL_ERRNO"));
    return 1;
}

static int fails_on(int fd) {
    char link[64], path[PATH_MAX];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (size < 0) return 0;
    path[size] = 0;
    return fails(path);
}

__attribute__((destructor)) static void report(void) {
    const char *name = getenv("FAIL_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (file) { fprintf(file, "%ld", calls); fclose(file); }
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *from, size_t n) { return fails_on(fd) ? -1 : REAL(write)(fd, from, n); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) {
    return fails_on(fd) ? -1 : REAL(pwrite)(fd, from, n, at);
}
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) {
    return fails_on(fd) ? -1 : REAL(pwrite64)(fd, from, n, at);
}
int fsync(int fd) { return fails_on(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails_on(fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { return fails_on(fd) ? -1 : REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { return fails_on(fd) ? -1 : REAL(ftruncate64)(fd, n); }
int rename(const char *from, const char *to) { return fails(to) ? -1 : REAL(rename)(from, to); }
int link(const char *from, const char *to) { return fails(to) ? -1 : REAL(link)(from, to); }
int linkat(int a, const char *from, int b, const char *to, int how) {
    return fails(to) ? -1 : REAL(linkat)(a, from, b, to, how);
}
