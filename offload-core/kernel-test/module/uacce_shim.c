// SPDX-License-Identifier: GPL-2.0
#include <linux/idr.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "shim.h"

struct bond {
	struct list_head node;
	struct device *dev;
	struct mm_struct *mm;
	u32 pasid;
	unsigned int users;
};

static LIST_HEAD(bonds);
static DEFINE_MUTEX(bonds_lock);
static DEFINE_IDA(pasids);

static int bind_errno;
module_param(bind_errno, int, 0644);
MODULE_PARM_DESC(bind_errno, "errno of every further bind, 0 for success");

int shim_enable_feature(struct device *dev)
{
	return 0;
}

static struct bond *find(struct device *dev, struct mm_struct *mm)
{
	struct bond *bond;

	list_for_each_entry(bond, &bonds, node)
		if (bond->dev == dev && bond->mm == mm)
			return bond;
	return NULL;
}

struct iommu_sva *shim_bind(struct device *dev, struct mm_struct *mm)
{
	struct bond *bond;
	int pasid;

	if (READ_ONCE(bind_errno))
		return ERR_PTR(-READ_ONCE(bind_errno));
	mutex_lock(&bonds_lock);
	bond = find(dev, mm);
	if (bond) {
		bond->users++;
		goto out;
	}
	bond = kzalloc(sizeof(*bond), GFP_KERNEL);
	if (!bond) {
		bond = ERR_PTR(-ENOMEM);
		goto out;
	}
	pasid = ida_alloc_range(&pasids, 1, 0xfffff, GFP_KERNEL);
	if (pasid < 0) {
		kfree(bond);
		bond = ERR_PTR(pasid);
		goto out;
	}
	mmgrab(mm);
	bond->dev = dev;
	bond->mm = mm;
	bond->pasid = pasid;
	bond->users = 1;
	list_add(&bond->node, &bonds);
out:
	mutex_unlock(&bonds_lock);
	return (struct iommu_sva *)bond;
}

void shim_unbind(struct iommu_sva *handle)
{
	struct bond *bond = (struct bond *)handle;

	mutex_lock(&bonds_lock);
	if (--bond->users == 0) {
		list_del(&bond->node);
		ida_free(&pasids, bond->pasid);
		mmdrop(bond->mm);
		kfree(bond);
	}
	mutex_unlock(&bonds_lock);
}

u32 shim_pasid(struct iommu_sva *handle)
{
	return ((struct bond *)handle)->pasid;
}

bool shim_bound(struct device *dev, struct mm_struct *mm)
{
	bool bound;

	mutex_lock(&bonds_lock);
	bound = find(dev, mm);
	mutex_unlock(&bonds_lock);
	return bound;
}
EXPORT_SYMBOL_GPL(shim_bound);

unsigned int shim_bonds(struct device *dev)
{
	struct bond *bond;
	unsigned int n = 0;

	mutex_lock(&bonds_lock);
	list_for_each_entry(bond, &bonds, node)
		if (bond->dev == dev)
			n += bond->users;
	mutex_unlock(&bonds_lock);
	return n;
}
EXPORT_SYMBOL_GPL(shim_bonds);
