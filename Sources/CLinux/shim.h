#pragma once
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>

/* The C library's tcp_info ends before these fields of the kernel's (linux/tcp.h, since 4.19), and the two headers cannot
   be included together: the offsets are part of the kernel's stable interface. Retransmissions are taken off. */
static inline int streamload_tcp_bytes(int descriptor, unsigned long long *sent, unsigned long long *received)
{
    unsigned char info[256] = {0};
    socklen_t length = sizeof info;
    unsigned long long resent;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, info, &length) != 0 || length < 216)
        return -1;
    memcpy(received, info + 128, 8);
    memcpy(sent, info + 200, 8);
    memcpy(&resent, info + 208, 8);
    *sent -= resent;
    return 0;
}

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
