// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/doorbell/<index>/: what a test turns and what it counts. Numbers are decimal; errnos are given as positive numbers. */
#include <linux/fs.h>
#include <linux/seq_file.h>
#include "shim.h"
#include "testdev.h"

#define EVERY_QUEUE 0xffff

/* 1: the framework forgets the device, whoever uses it. 0: it is there again. */
static int remove_set(void *data, u64 value)
{
	struct td_dev *dev = data;
	int err = 0;

	mutex_lock(&dev->reg_lock);
	if (value)
		td_unregister(dev);
	else if (!dev->uacce)
		err = td_register(dev);
	mutex_unlock(&dev->reg_lock);
	return err;
}

static int remove_get(void *data, u64 *value)
{
	struct td_dev *dev = data;

	*value = !READ_ONCE(dev->uacce);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_fops, remove_get, remove_set, "%llu\n");

static void kill_queue(struct td_queue *q)
{
	td_stop_words(q, true, false);
	td_void(q);
	q->dead = true;
	td_stop_words(q, false, true);
}

/* One queue by number, or 65535 for all: disabled, as after a bad completion. */
static int evict_set(void *data, u64 value)
{
	struct td_dev *dev = data;
	struct td_queue *q;

	mutex_lock(&dev->lock);
	list_for_each_entry(q, &dev->queues, node)
		if (value == EVERY_QUEUE || value == q->id)
			kill_queue(q);
	mutex_unlock(&dev->lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(evict_fops, NULL, evict_set, "%llu\n");

/* 1: a reset begins, all queues die, opens give EPERM. 0: it is over; the queues stay dead. 2: only "submit no more" is said. */
static int reset_set(void *data, u64 value)
{
	struct td_dev *dev = data;
	struct td_queue *q;

	mutex_lock(&dev->lock);
	dev->resetting = value;
	list_for_each_entry(q, &dev->queues, node) {
		if (value == 1)
			kill_queue(q);
		else if (value == 2)
			td_stop_words(q, true, false);
	}
	mutex_unlock(&dev->lock);
	return 0;
}

static int reset_get(void *data, u64 *value)
{
	struct td_dev *dev = data;

	*value = READ_ONCE(dev->resetting);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(reset_fops, reset_get, reset_set, "%llu\n");

/* Adds hardware errors; at the administrator's threshold the device is isolated, as by qm.c. */
static int errors_set(void *data, u64 value)
{
	struct td_dev *dev = data;

	mutex_lock(&dev->lock);
	dev->isolate_errors += value;
	if (dev->isolate_threshold && dev->isolate_errors >= dev->isolate_threshold)
		dev->isolated = true;
	mutex_unlock(&dev->lock);
	return 0;
}

static int errors_get(void *data, u64 *value)
{
	struct td_dev *dev = data;

	*value = READ_ONCE(dev->isolate_errors);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(errors_fops, errors_get, errors_set, "%llu\n");

static int pending_get(void *data, u64 *value)
{
	struct td_dev *dev = data;
	struct td_queue *q;
	u64 n = 0;
	u16 tail;

	mutex_lock(&dev->lock);
	list_for_each_entry(q, &dev->queues, node)
		if (!q->dead && td_pending(q, &tail))
			n += (tail + dev->depth - q->sq_head) % dev->depth;
	mutex_unlock(&dev->lock);
	*value = n;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(pending_fops, pending_get, NULL, "%llu\n");

static int bonds_get(void *data, u64 *value)
{
	struct td_dev *dev = data;

	*value = shim_bonds(&dev->pdev->dev);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(bonds_fops, bonds_get, NULL, "%llu\n");

static int name_show(struct seq_file *m, void *unused)
{
	struct td_dev *dev = m->private;

	mutex_lock(&dev->reg_lock);
	seq_printf(m, "%s\n", dev->uacce ? dev_name(&dev->uacce->dev) : "-");
	mutex_unlock(&dev->reg_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(name);

static int last_refusal_show(struct seq_file *m, void *unused)
{
	struct td_dev *dev = m->private;

	mutex_lock(&dev->lock);
	seq_printf(m, "%s\n", dev->last_refusal);
	mutex_unlock(&dev->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(last_refusal);

/* A line per open queue: number, type, 1 if it was started and not stopped, 1 if it is dead. */
static int queues_show(struct seq_file *m, void *unused)
{
	struct td_dev *dev = m->private;
	struct td_queue *q;

	mutex_lock(&dev->lock);
	list_for_each_entry(q, &dev->queues, node)
		seq_printf(m, "%u %u %d %d\n", q->id, q->qc_type, q->running, q->dead);
	mutex_unlock(&dev->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(queues);

#define KNOB(name) debugfs_create_u32(#name, 0600, dev->dir, &dev->name)
#define NEXT(name) debugfs_create_u32("next_" #name, 0600, dev->dir, &dev->next.name)
#define COUNT(name) debugfs_create_u32(#name, 0600, dev->dir, &dev->count.name)

void td_knobs(struct td_dev *dev, struct dentry *root)
{
	char index[12];

	snprintf(index, sizeof(index), "%d", dev->index);
	dev->dir = debugfs_create_dir(index, root);
	debugfs_create_file("name", 0400, dev->dir, dev, &name_fops);
	debugfs_create_file("queues", 0400, dev->dir, dev, &queues_fops);
	debugfs_create_file("last_refusal", 0400, dev->dir, dev, &last_refusal_fops);
	debugfs_create_file_unsafe("remove", 0600, dev->dir, dev, &remove_fops);
	debugfs_create_file_unsafe("evict", 0200, dev->dir, dev, &evict_fops);
	debugfs_create_file_unsafe("reset", 0600, dev->dir, dev, &reset_fops);
	debugfs_create_file_unsafe("errors", 0600, dev->dir, dev, &errors_fops);
	debugfs_create_file_unsafe("pending", 0400, dev->dir, dev, &pending_fops);
	debugfs_create_file_unsafe("bonds", 0400, dev->dir, dev, &bonds_fops);
	debugfs_create_bool("isolated", 0600, dev->dir, &dev->isolated);
	KNOB(isolate_threshold);
	debugfs_create_u32("in_use", 0400, dev->dir, &dev->in_use);
	/* hold: nothing is executed, nobody is told; allow: so many descriptors all the same. */
	KNOB(hold);
	KNOB(allow);
	/* late_keep: what a stop finds undone is kept; late_go: and executed now, if the address space is still bound. */
	KNOB(late_keep);
	KNOB(late_go);
	KNOB(open_errno);
	KNOB(ctx_errno);
	KNOB(info_errno);
	KNOB(start_errno);
	KNOB(mmap_errno);
	KNOB(fault_every);
	KNOB(delay_us);
	/* spin: look at the doorbells all the time, as hardware does; takes a processor. */
	KNOB(spin);
	/* From the next time that the device is registered: without the SVA flag; api 1 first generation, 2 unknown. */
	KNOB(no_sva);
	KNOB(api);
	NEXT(lose);
	NEXT(duplicate);
	NEXT(reorder);
	NEXT(bad_phase);
	NEXT(bad_head);
	NEXT(bad_tag);
	NEXT(stale);
	NEXT(error);
	NEXT(corrupt);
	COUNT(opens);
	COUNT(starts);
	COUNT(stops);
	COUNT(puts);
	COUNT(executed);
	COUNT(completions);
	debugfs_create_u32("job_errors", 0600, dev->dir, &dev->count.errors);
	/* refused: a descriptor that no device would take; unmodelled: one that this device has no engine for. */
	COUNT(refused);
	COUNT(unmodelled);
	COUNT(faults);
	COUNT(iopf);
	COUNT(aborted);
	COUNT(late_executed);
	COUNT(late_refused);
	COUNT(late_pending);
	COUNT(dirty_slots);
	COUNT(bad_doorbells);
}
