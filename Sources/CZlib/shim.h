#pragma once
#include <zlib.h>

/* inflateInit2 and deflateInit2 are macros that pass the header's version along; macros with arguments are not imported. */
static inline int streamload_inflate_init(z_stream *stream, int window_bits)
{
    return inflateInit2(stream, window_bits);
}

static inline int streamload_deflate_init(z_stream *stream, int window_bits)
{
    return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
}
