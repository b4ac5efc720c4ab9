#pragma once
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

/* prctl is variadic and therefore not imported. */
static inline int streamload_die_with_parent(int signal)
{
    return prctl(PR_SET_PDEATHSIG, signal);
}

static inline int streamload_name_this_thread(const char *name)
{
    return prctl(PR_SET_NAME, name);
}
