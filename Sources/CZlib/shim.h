#ifndef FAIRER_AUDIT_CZLIB_SHIM_H
#define FAIRER_AUDIT_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 is a macro that passes sizeof(z_stream), which Swift cannot import.
static inline int czlib_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}

#endif
