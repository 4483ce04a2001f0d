// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "testdev.h"

#define MOST_DEVICES 8

static char *devices[MOST_DEVICES] = { "zip3", "sec3", "zip2", "sec2" };
static int device_count = 4;
module_param_array(devices, charp, &device_count, 0444);
MODULE_PARM_DESC(devices, "what to make: zip2, zip3, sec2, sec3");

static unsigned int queues = 8;
module_param(queues, uint, 0444);
MODULE_PARM_DESC(queues, "queues per device, 1 to 64");

static unsigned int depth = 1024;
module_param(depth, uint, 0444);
MODULE_PARM_DESC(depth, "entries per ring, 2 to 1024");

static struct td_dev *all[MOST_DEVICES];
static struct dentry *root;

#ifndef CONFIG_NUMA
/* PCI functions always have the attribute; a kernel without NUMA would not show it. */
static ssize_t numa_node_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "0\n");
}
static DEVICE_ATTR_RO(numa_node);
#endif

/* What the attribute says: what belongs to the hardware's version, the first generation, or something that no driver knows. */
static const char *api_name(const struct td_dev *dev)
{
	switch (READ_ONCE(dev->api)) {
	case 1:
		return "hisi_qm_v1";
	case 2:
		return "doorbell_test";
	default:
		return dev->version == 2 ? "hisi_qm_v2" : "hisi_qm_v3";
	}
}

int td_register(struct td_dev *dev)
{
	bool no_sva = READ_ONCE(dev->no_sva);
	struct uacce_interface interface = { .flags = no_sva ? 0 : UACCE_DEV_SVA, .ops = &td_ops };
	struct uacce_device *uacce;
	int err;

	strscpy(interface.name, dev->kind == TD_ZIP ? "hisi_zip" : "hisi_sec2", sizeof(interface.name));
	uacce = uacce_alloc(&dev->pdev->dev, &interface);
	if (IS_ERR(uacce))
		return PTR_ERR(uacce);
	if (!(uacce->flags & UACCE_DEV_SVA) && !no_sva) {
		/* As qm.c: no address-space sharing, no device. Only other kernels show one all the same. */
		uacce_remove(uacce);
		return -EINVAL;
	}
	uacce->priv = dev;
	uacce->api_ver = api_name(dev);
	if (dev->kind == TD_SEC)
		uacce->algs = "cipher\ndigest\naead";
	else
		uacce->algs = dev->version == 2 ? "zlib\ngzip" : "zlib\ngzip\ndeflate\nlz77_zstd";
	uacce->qf_pg_num[UACCE_QFRT_MMIO] = dev->mmio_bytes >> PAGE_SHIFT;
	uacce->qf_pg_num[UACCE_QFRT_DUS] = dev->dus_bytes >> PAGE_SHIFT;
	dev->uacce = uacce;
	err = uacce_register(uacce);
	if (err) {
		dev->uacce = NULL;
		uacce_remove(uacce);
	}
	return err;
}

void td_unregister(struct td_dev *dev)
{
	struct uacce_device *uacce = dev->uacce;

	dev->uacce = NULL;
	if (uacce)
		uacce_remove(uacce);
}

static void destroy(struct td_dev *dev)
{
	int i;

	td_unregister(dev);
	if (!IS_ERR_OR_NULL(dev->engine))
		kthread_stop(dev->engine);
	td_free_late(dev);
	td_sec_exit(dev);
	for (i = 0; i < dev->queue_count; i++) {
		if (dev->memory[i].dus)
			free_pages_exact(dev->memory[i].dus, dev->dus_bytes);
		if (dev->memory[i].mmio)
			free_pages_exact(dev->memory[i].mmio, dev->mmio_bytes);
	}
	vfree(dev->in.data);
	vfree(dev->out.data);
	vfree(dev->work.data);
	if (!IS_ERR_OR_NULL(dev->pdev)) {
#ifndef CONFIG_NUMA
		device_remove_file(&dev->pdev->dev, &dev_attr_numa_node);
#endif
		platform_device_unregister(dev->pdev);
	}
	kfree(dev);
}

static int prepare(struct td_dev *dev)
{
	int i, err;

	dev->pdev = platform_device_alloc("doorbell-testdev", dev->index);
	if (!dev->pdev)
		return -ENOMEM;
	set_dev_node(&dev->pdev->dev, 0);
	err = platform_device_add(dev->pdev);
	if (err) {
		platform_device_put(dev->pdev);
		dev->pdev = NULL;
		return err;
	}
#ifndef CONFIG_NUMA
	err = device_create_file(&dev->pdev->dev, &dev_attr_numa_node);
	if (err)
		return err;
#endif
	for (i = 0; i < dev->queue_count; i++) {
		dev->memory[i].dus = alloc_pages_exact(dev->dus_bytes, GFP_KERNEL | __GFP_ZERO);
		dev->memory[i].mmio = alloc_pages_exact(dev->mmio_bytes, GFP_KERNEL | __GFP_ZERO);
		if (!dev->memory[i].dus || !dev->memory[i].mmio)
			return -ENOMEM;
	}
	err = dev->kind == TD_SEC ? td_sec_init(dev) : 0;
	if (err)
		return err;
	dev->engine = kthread_run(td_engine, dev, "doorbell/%d", dev->index);
	return PTR_ERR_OR_ZERO(dev->engine);
}

static int create(int index, const char *what)
{
	struct td_dev *dev;
	int err;

	if (strcmp(what, "zip2") && strcmp(what, "zip3") && strcmp(what, "sec2") && strcmp(what, "sec3")) {
		pr_err("doorbell_testdev: devices=%s, allowed: zip2, zip3, sec2, sec3\n", what);
		return -EINVAL;
	}
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	dev->index = index;
	dev->kind = what[0] == 'z' ? TD_ZIP : TD_SEC;
	dev->version = what[3] - '0';
	mutex_init(&dev->reg_lock);
	mutex_init(&dev->lock);
	INIT_LIST_HEAD(&dev->queues);
	INIT_LIST_HEAD(&dev->late);
	init_waitqueue_head(&dev->wake);
	dev->queue_count = queues;
	dev->depth = depth;
	dev->dus_bytes = PAGE_ALIGN((TD_SQE_BYTES + TD_CQE_BYTES) * (size_t)depth) + PAGE_SIZE;
	/* Doorbell isolation came with version 3: 64 KiB per queue. */
	dev->mmio_bytes = dev->version == 2 ? max_t(size_t, 0x2000, PAGE_SIZE) : max_t(size_t, 0x10000, PAGE_SIZE);
	err = prepare(dev);
	if (!err)
		err = td_register(dev);
	if (err) {
		destroy(dev);
		return err;
	}
	td_knobs(dev, root);
	all[index] = dev;
	return 0;
}

static void destroy_all(void)
{
	int i;

	debugfs_remove_recursive(root);
	for (i = 0; i < MOST_DEVICES; i++)
		if (all[i])
			destroy(all[i]);
}

static int __init td_init(void)
{
	int i, err;

	if (!queues || queues > TD_MAX_QUEUES || depth < 2 || depth > 1024) {
		pr_err("doorbell_testdev: queues=%u, allowed: 1 to %d; depth=%u, allowed: 2 to 1024\n", queues, TD_MAX_QUEUES, depth);
		return -EINVAL;
	}
	root = debugfs_create_dir("doorbell", NULL);
	for (i = 0; i < device_count; i++) {
		err = create(i, devices[i]);
		if (err) {
			destroy_all();
			return err;
		}
	}
	return 0;
}

static void __exit td_exit(void)
{
	destroy_all();
}

module_init(td_init);
module_exit(td_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Software devices with the ABI of HiSilicon accelerators, for Doorbell's tests");
