/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine without an SVA-capable IOMMU cannot bind address spaces, and the framework then drops the SVA flag that every HiSilicon device
 * has. These stand in for the IOMMU: one bond per device and address space, as the real layer keeps them.
 */
#ifndef DOORBELL_SHIM_H
#define DOORBELL_SHIM_H

#include <linux/iommu.h>
#include <linux/mm_types.h>

struct iommu_sva;

int shim_enable_feature(struct device *dev);
struct iommu_sva *shim_bind(struct device *dev, struct mm_struct *mm);
void shim_unbind(struct iommu_sva *handle);
u32 shim_pasid(struct iommu_sva *handle);

/* Whether the device may still reach the address space: what an IOMMU would answer to a late write. */
bool shim_bound(struct device *dev, struct mm_struct *mm);

/* How many times the pair is bound. */
unsigned int shim_bonds(struct device *dev);

#ifdef SHIM_REPLACES_IOMMU
#define iommu_dev_enable_feature(dev, feature) shim_enable_feature(dev)
#define iommu_dev_disable_feature(dev, feature) do { } while (0)
#define iommu_sva_bind_device shim_bind
#define iommu_sva_unbind_device shim_unbind
#define iommu_sva_get_pasid shim_pasid
#endif

#endif
