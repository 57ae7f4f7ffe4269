#ifndef FAIRER_AUDIT_CONEDNN_SHIM_H
#define FAIRER_AUDIT_CONEDNN_SHIM_H

#if __has_include(<oneapi/dnnl/dnnl.h>)
#include <oneapi/dnnl/dnnl.h>
#else
#include <dnnl.h>
#endif
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#if DNNL_VERSION_MAJOR < 2
#error "oneDNN 2 or 3 is needed"
#endif

#include "convolution.h"

// dnnl_dim_t and dnnl_status_t differ between releases in how they import to Swift; plain integers
// do not. Row-major: C (m, n) = A (m, k) B (k, n) + beta C. Returns 0 on success.
static inline int conednn_sgemm(int transpose_a, int transpose_b, int64_t m, int64_t n, int64_t k,
                                const float *a, int64_t lda, const float *b, int64_t ldb,
                                float beta, float *c, int64_t ldc) {
  return (int)dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, 1.0f, a, lda, b,
                         ldb, beta, c, ldc);
}

// oneDNN takes its number of threads from the OpenMP runtime it was built with (libgomp, libomp),
// which it loads itself. The setting belongs to the calling thread, so no header or link flag of
// ours can fix it: the runtime's own functions are looked up where the process has them.
// Returns the calling thread's former setting, or 0 where there is no OpenMP runtime.
static inline int conednn_set_threads(int threads) {
#if defined(RTLD_DEFAULT)
  void *scope = RTLD_DEFAULT;
#else
  void *scope = (void *)0; // what glibc's RTLD_DEFAULT is where _GNU_SOURCE hides it
#endif
  int (*get)(void) = (int (*)(void))dlsym(scope, "omp_get_max_threads");
  void (*set)(int) = (void (*)(int))dlsym(scope, "omp_set_num_threads");
  if (!get || !set) return 0;
  int former = get();
  if (threads > 0) set(threads);
  return former;
}

// glibc gives every freed block of a few hundred kilobytes back to the kernel, which zeroes it again
// page by page when the next layer asks for as much: two threads then run no faster than one. With
// these limits freed blocks of up to 32 MB stay with the process. Elsewhere nothing needs doing.
static inline void conednn_keep_freed_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

// Asks for pages of 2 MB under a large block that was not written to yet: the kernel hands these out
// 512 times faster than as many small ones. A hint, whose failure changes nothing but the time.
static inline void conednn_use_large_pages(void *start, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  const uintptr_t page = 2u << 20;
  uintptr_t first = ((uintptr_t)start + page - 1) & ~(page - 1);
  uintptr_t last = ((uintptr_t)start + bytes) & ~(page - 1);
  if (first < last) (void)madvise((void *)first, last - first, MADV_HUGEPAGE);
#else
  (void)start;
  (void)bytes;
#endif
}

#endif
