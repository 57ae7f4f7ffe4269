#ifndef FAIRER_AUDIT_CHDF5_SHIM_H
#define FAIRER_AUDIT_CHDF5_SHIM_H

#include <hdf5.h>

#if !H5_VERSION_GE(1, 10, 0)
#error "HDF5 1.10 or later is needed"
#endif

// These names are macros that call H5open() and read a variable; Swift imports neither such macros
// nor variables that could change under another thread.
static inline hid_t chdf5_class_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_c_string(void) { return H5T_C_S1; }
static inline hid_t chdf5_minor_truncated(void) { return H5E_TRUNCATED; }
static inline hid_t chdf5_minor_not_hdf5(void) { return H5E_NOTHDF5; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_read_write(void) { return H5F_ACC_RDWR; }
static inline size_t chdf5_variable_length(void) { return H5T_VARIABLE; }

static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }

// The little-endian type of floats of 16, 32 or 64 bits, to be closed, or a negative number.
static inline hid_t chdf5_float_type(unsigned bits) {
  if (bits == 64) return H5Tcopy(H5T_IEEE_F64LE);
  hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  if (type < 0 || bits == 32) return type;
  // IEEE binary16: the library has no name for it before 1.14.4.
  if (bits == 16 && H5Tset_fields(type, 15, 10, 5, 0, 10) >= 0 && H5Tset_size(type, 2) >= 0 &&
      H5Tset_ebias(type, 15) >= 0)
    return type;
  H5Tclose(type);
  return -1;
}

// The little-endian type of integers of 8, 16, 32 or 64 bits, to be closed, or a negative number.
static inline hid_t chdf5_integer_type(unsigned bits, int is_signed) {
  switch (bits) {
  case 8: return H5Tcopy(is_signed ? H5T_STD_I8LE : H5T_STD_U8LE);
  case 16: return H5Tcopy(is_signed ? H5T_STD_I16LE : H5T_STD_U16LE);
  case 32: return H5Tcopy(is_signed ? H5T_STD_I32LE : H5T_STD_U32LE);
  case 64: return H5Tcopy(is_signed ? H5T_STD_I64LE : H5T_STD_U64LE);
  default: return -1;
  }
}

// The address of an object, which tells whether two paths lead to one; H5Oget_info and its structure
// are other ones from 1.12 on. Returns a negative number on failure.
static inline int chdf5_object_address(hid_t object, unsigned long long *address) {
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  if (H5Oget_info3(object, &info, H5O_INFO_BASIC) < 0) return -1;
  *address = 0;
  for (int i = 0; i < 8; i++) *address |= (unsigned long long)info.token.__data[i] << (8 * i);
  return 0;
#else
  H5O_info_t info;
  if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0) return -1;
  *address = info.addr;
  return 0;
#endif
}

// H5Lget_info and its structure are other ones from 1.12 on. Returns the kind of the link, or a
// negative number on failure.
static inline int chdf5_link_kind(hid_t group, const char *name) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  return H5Lget_info2(group, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#else
  H5L_info_t info;
  return H5Lget_info(group, name, &info, H5P_DEFAULT) < 0 ? -1 : (int)info.type;
#endif
}

// How many links a group holds, or a negative number on failure.
static inline long long chdf5_link_count(hid_t group) {
  H5G_info_t info;
  return H5Gget_info(group, &info) < 0 ? -1 : (long long)info.nlinks;
}

// The name of a link by its place in the order of names; the length without the terminating zero, or
// a negative number on failure.
static inline ssize_t chdf5_link_name(hid_t group, hsize_t index, char *name, size_t size) {
  return H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, name, size, H5P_DEFAULT);
}

// H5Dvlen_reclaim is deprecated, and may be compiled out, from 1.12 on, where H5Treclaim replaces
// it; 1.10 has the former only.
static inline herr_t chdf5_reclaim(hid_t type, hid_t space, void *buffer) {
#if H5_VERSION_GE(1, 12, 0)
  return H5Treclaim(type, space, H5P_DEFAULT, buffer);
#else
  return H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
#endif
}

// Lets files be read where the file system knows no locks (read-only and network mounts). The
// function is absent before 1.10.7 and in 1.12.0, which lock always.
static inline herr_t chdf5_allow_missing_locks(hid_t access) {
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 11, 0))
  return H5Pset_file_locking(access, 1, 1);
#else
  (void)access;
  return 0;
#endif
}

#endif
