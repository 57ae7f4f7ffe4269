// How a loop is compiled for several widths of vectors.
#ifndef FAIRER_AUDIT_CKERNELS_LOOPS_H
#define FAIRER_AUDIT_CKERNELS_LOOPS_H

#include "CKernels.h"
#include <string.h>

#define BODY static inline __attribute__((always_inline))

#if defined(__x86_64__) && (defined(__clang__) || defined(__GNUC__))
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))

// Defines name(parameters), which runs name_body(arguments) as the processor allows.
#define DISPATCHED(name, parameters, arguments)                                   \
  AVX512 static void name##_avx512 parameters { name##_body arguments; }          \
  AVX2 static void name##_avx2 parameters { name##_body arguments; }              \
  void name parameters {                                                          \
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && \
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))  \
      name##_avx512 arguments;                                                    \
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))     \
      name##_avx2 arguments;                                                      \
    else                                                                          \
      name##_body arguments;                                                      \
  }
#else
#define DISPATCHED(name, parameters, arguments) \
  void name parameters { name##_body arguments; }
#endif

#endif
