// SPDX-License-Identifier: GPL-2.0-or-later
/* The framework as it is, compiled with the shim's names in place of the IOMMU layer's. */
#define SHIM_REPLACES_IOMMU
#include "shim.h"
#include "uacce.c"

