#pragma once
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>

/* prctl is variadic and therefore not imported. */
static inline int streamload_die_with_parent(int signal)
{
    return prctl(PR_SET_PDEATHSIG, signal);
}

static inline int streamload_name_this_thread(const char *name)
{
    return prctl(PR_SET_NAME, name);
}

/* timespec belongs to whichever C module the compiler meets first; a plain number belongs to nobody. */
static inline long long streamload_process_cpu_nanoseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}
