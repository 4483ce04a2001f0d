// SPDX-License-Identifier: GPL-2.0
/* What the framework asks of a driver: queues, regions, ioctls, poll, isolation. */
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <uapi/misc/uacce/hisi_qm.h>
#include "testdev.h"

static __le32 *status_words(struct td_queue *q)
{
	return q->dus + q->dev->dus_bytes - 8;
}

/* RX at the end - 8, TX at the end - 4. */
void td_stop_words(struct td_queue *q, bool tx, bool rx)
{
	if (tx)
		WRITE_ONCE(status_words(q)[1], cpu_to_le32(1));
	if (rx)
		WRITE_ONCE(status_words(q)[0], cpu_to_le32(1));
}

static struct td_cqe *completions(struct td_queue *q)
{
	return q->dus + (size_t)TD_SQE_BYTES * q->dev->depth;
}

/*
 * The doorbell is memory here, so only the last word is seen. Its queue number must be the queue's own; a queue that was never rung holds
 * 0, which for queue 0 is a tail of 0.
 */
bool td_pending(struct td_queue *q, u16 *tail)
{
	u64 word = le64_to_cpu(READ_ONCE(*(__le64 *)(q->mmio + TD_DOORBELL)));
	u16 index = word >> 32;

	if (!word)
		index = q->id ? q->sq_head : 0;
	else if ((word & 0xfff) != q->id || word >> 12 & 0xf || (u16)(word >> 16) || word >> 48 || index >= q->dev->depth) {
		/* A completion doorbell that no submission followed says nothing about the tail. */
		bool is_cq = (word & 0xfff) == q->id && (word >> 12 & 0xf) == 1 && index < q->dev->depth;

		if (!is_cq) {
			q->dev->count.bad_doorbells++;
			q->dead = true;
			td_stop_words(q, true, true);
		}
		return false;
	}
	*tail = index;
	/* Pairs with the submitter's fence between descriptor and doorbell. */
	rmb();
	return index != q->sq_head;
}

static void keep_late(struct td_queue *q, u16 slot)
{
	struct td_job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return;
	job->dev = q->dev;
	job->late = true;
	job->qc_type = q->qc_type;
	job->slot = slot;
	job->mm = q->mm;
	mmgrab(job->mm);
	memcpy(job->sqe, q->dus + (size_t)TD_SQE_BYTES * slot, TD_SQE_BYTES);
	list_add_tail(&job->node, &q->dev->late);
	q->dev->count.late_pending++;
}

/* The engine's hold on the queue ends. What it had not done is dropped, or kept to be done too late. Under dev->lock. */
void td_void(struct td_queue *q)
{
	struct td_dev *dev = q->dev;
	u16 tail;

	if (q->running && dev->late_keep && !q->dead && td_pending(q, &tail))
		while (q->sq_head != tail) {
			keep_late(q, q->sq_head);
			q->sq_head = (q->sq_head + 1) % dev->depth;
		}
	q->epoch++;
	q->held = false;
}

static int get_available(struct uacce_device *uacce)
{
	struct td_dev *dev = uacce->priv;

	return dev->queue_count - READ_ONCE(dev->in_use);
}

static int get_queue(struct uacce_device *uacce, unsigned long pasid, struct uacce_queue *uq)
{
	struct td_dev *dev = uacce->priv;
	struct td_queue *q;
	int i, err = 0;

	q = kzalloc(sizeof(*q), GFP_KERNEL);
	if (!q)
		return -ENOMEM;
	mutex_lock(&dev->lock);
	if (dev->open_errno)
		err = -(int)dev->open_errno;
	else if (dev->resetting)
		err = -EPERM;
	else if (dev->in_use == dev->queue_count)
		err = -EBUSY;
	if (err) {
		kfree(q);
		goto out;
	}
	for (i = 0; i < dev->queue_count; i++) {
		q->id = (dev->next_id + i) % dev->queue_count;
		if (!dev->memory[q->id].used)
			break;
	}
	dev->next_id = q->id + 1;
	dev->memory[q->id].used = true;
	dev->in_use++;
	dev->count.opens++;
	q->dev = dev;
	q->uq = uq;
	q->dus = dev->memory[q->id].dus;
	q->mmio = dev->memory[q->id].mmio;
	q->serial = ++dev->serials;
	q->mm = current->mm;
	mmgrab(q->mm);
	/* Completion ring and status words are cleared, the submission ring is not. */
	memset(completions(q), 0, dev->dus_bytes - (size_t)TD_SQE_BYTES * dev->depth);
	memset(q->mmio, 0, dev->mmio_bytes);
	q->phase = 1;
	q->poll_phase = 1;
	list_add_tail(&q->node, &dev->queues);
	uq->priv = q;
out:
	mutex_unlock(&dev->lock);
	return err;
}

static void put_queue(struct uacce_queue *uq)
{
	struct td_queue *q = uq->priv;
	struct td_dev *dev = q->dev;
	int i;

	mutex_lock(&dev->lock);
	td_void(q);
	for (i = 0; i < dev->depth; i++)
		if (memchr_inv(q->dus + (size_t)TD_SQE_BYTES * i, 0, TD_SQE_BYTES))
			dev->count.dirty_slots++;
	list_del(&q->node);
	dev->memory[q->id].used = false;
	dev->in_use--;
	dev->count.puts++;
	mutex_unlock(&dev->lock);
	mmdrop(q->mm);
	uq->priv = NULL;
	kfree(q);
}

static int start_queue(struct uacce_queue *uq)
{
	struct td_queue *q = uq->priv;
	struct td_dev *dev = q->dev;
	int err = 0;
	u16 tail;

	mutex_lock(&dev->lock);
	if (dev->start_errno)
		err = -(int)dev->start_errno;
	else if (dev->resetting)
		err = -EPERM;
	if (err)
		goto out;
	/* A restart: the hardware's contexts are new, the rings are not. What was queued before is forgotten. */
	if (q->was_started && td_pending(q, &tail))
		q->sq_head = tail;
	q->cq_tail = 0;
	q->phase = 1;
	q->poll_head = 0;
	q->poll_phase = 1;
	q->was_started = true;
	q->running = true;
	q->epoch++;
	dev->count.starts++;
	wake_up(&dev->wake);
out:
	mutex_unlock(&dev->lock);
	return err;
}

static void stop_queue(struct uacce_queue *uq)
{
	struct td_queue *q = uq->priv;

	mutex_lock(&q->dev->lock);
	td_void(q);
	q->running = false;
	q->dev->count.stops++;
	mutex_unlock(&q->dev->lock);
}

/* As hisi_qm_is_q_updated: a head of its own that walks over all new entries. */
static int is_q_updated(struct uacce_queue *uq)
{
	struct td_queue *q = uq->priv;
	int updated = 0;

	mutex_lock(&q->dev->lock);
	while ((le16_to_cpu(READ_ONCE(completions(q)[q->poll_head].w7)) & 1) == q->poll_phase) {
		updated = 1;
		if (++q->poll_head == q->dev->depth) {
			q->poll_head = 0;
			q->poll_phase ^= 1;
		}
	}
	mutex_unlock(&q->dev->lock);
	return updated;
}

static int map_region(struct uacce_queue *uq, struct vm_area_struct *vma, struct uacce_qfile_region *qfr)
{
	struct td_queue *q = uq->priv;
	struct td_dev *dev = q->dev;
	size_t size = vma->vm_end - vma->vm_start;
	void *memory = qfr->type == UACCE_QFRT_MMIO ? q->mmio : q->dus;

	if (READ_ONCE(dev->mmap_errno))
		return -(int)READ_ONCE(dev->mmap_errno);
	if (qfr->type == UACCE_QFRT_MMIO ? size > dev->mmio_bytes : size != dev->dus_bytes)
		return -EINVAL;
	vm_flags_set(vma, VM_IO);
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(virt_to_page(memory)), size, vma->vm_page_prot);
}

static long set_ctx(struct td_queue *q, void __user *argument)
{
	struct hisi_qp_ctx ctx;

	if (READ_ONCE(q->dev->ctx_errno))
		return -(long)READ_ONCE(q->dev->ctx_errno);
	if (copy_from_user(&ctx, argument, sizeof(ctx)))
		return -EFAULT;
	if (ctx.qc_type > 1)
		return -EINVAL;
	/* Programmed into the hardware at the start only; a later call changes the copy of the driver's. */
	if (!q->running)
		q->qc_type = ctx.qc_type;
	ctx.id = q->id;
	return copy_to_user(argument, &ctx, sizeof(ctx)) ? -EFAULT : 0;
}

static long set_info(struct td_queue *q, void __user *argument)
{
	struct hisi_qp_info info;

	if (READ_ONCE(q->dev->info_errno))
		return -(long)READ_ONCE(q->dev->info_errno);
	if (copy_from_user(&info, argument, sizeof(info)))
		return -EFAULT;
	info.sqe_size = TD_SQE_BYTES;
	info.sq_depth = q->dev->depth;
	info.cq_depth = q->dev->depth;
	return copy_to_user(argument, &info, sizeof(info)) ? -EFAULT : 0;
}

static long queue_ioctl(struct uacce_queue *uq, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case UACCE_CMD_QM_SET_QP_CTX:
		return set_ctx(uq->priv, (void __user *)arg);
	case UACCE_CMD_QM_SET_QP_INFO:
		return set_info(uq->priv, (void __user *)arg);
	default:
		return -EINVAL;
	}
}

static enum uacce_dev_state isolate_state(struct uacce_device *uacce)
{
	struct td_dev *dev = uacce->priv;

	return READ_ONCE(dev->isolated) ? UACCE_DEV_ISOLATE : UACCE_DEV_NORMAL;
}

static int threshold_write(struct uacce_device *uacce, u32 errors)
{
	struct td_dev *dev = uacce->priv;
	int err = 0;

	mutex_lock(&dev->lock);
	if (dev->isolated)
		err = -EPERM;
	else {
		dev->isolate_threshold = errors;
		dev->isolate_errors = 0;
	}
	mutex_unlock(&dev->lock);
	return err;
}

static u32 threshold_read(struct uacce_device *uacce)
{
	struct td_dev *dev = uacce->priv;

	return READ_ONCE(dev->isolate_threshold);
}

const struct uacce_ops td_ops = {
	.get_available_instances = get_available,
	.get_queue = get_queue,
	.put_queue = put_queue,
	.start_queue = start_queue,
	.stop_queue = stop_queue,
	.is_q_updated = is_q_updated,
	.mmap = map_region,
	.ioctl = queue_ioctl,
	.get_isolate_state = isolate_state,
	.isolate_err_threshold_write = threshold_write,
	.isolate_err_threshold_read = threshold_read,
};
