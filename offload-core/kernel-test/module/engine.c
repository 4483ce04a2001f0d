// SPDX-License-Identifier: GPL-2.0
/* One thread per device: takes descriptors in turn from the queues that ring, executes them, completes them. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "testdev.h"

void td_refuse(struct td_job *job, const char *why)
{
	struct td_dev *dev = job->dev;

	mutex_lock(&dev->lock);
	dev->count.refused++;
	strscpy(dev->last_refusal, why, sizeof(dev->last_refusal));
	mutex_unlock(&dev->lock);
}

static struct td_queue *find(struct td_job *job)
{
	struct td_queue *q;

	list_for_each_entry(q, &job->dev->queues, node)
		if (q->serial == job->serial && q->epoch == job->epoch && q->running && !q->dead)
			return q;
	return NULL;
}

static bool take_late(struct td_dev *dev, struct td_job *job)
{
	struct td_job *kept = list_first_entry_or_null(&dev->late, struct td_job, node);

	if (!kept || !dev->late_go)
		return false;
	list_del(&kept->node);
	*job = *kept;
	kfree(kept);
	return true;
}

/* The next queue after the last one served, by serial number. Under dev->lock. */
static struct td_queue *ringing(struct td_dev *dev, u16 *tail)
{
	struct td_queue *q, *first = NULL;

	list_for_each_entry(q, &dev->queues, node) {
		if (!q->running || q->dead || !td_pending(q, tail))
			continue;
		if (q->serial > dev->turn)
			return q;
		if (!first)
			first = q;
	}
	if (first)
		td_pending(first, tail);
	return first;
}

static bool take(struct td_dev *dev, struct td_job *job)
{
	struct td_queue *q;
	bool taken = false;
	u16 tail;

	mutex_lock(&dev->lock);
	if (take_late(dev, job)) {
		taken = true;
		goto out;
	}
	if (dev->hold && !dev->allow)
		goto out;
	q = ringing(dev, &tail);
	if (!q)
		goto out;
	if (dev->hold)
		dev->allow--;
	dev->turn = q->serial;
	memset(job, 0, sizeof(*job));
	job->dev = dev;
	job->serial = q->serial;
	job->epoch = q->epoch;
	job->mm = q->mm;
	mmgrab(job->mm);
	job->slot = q->sq_head;
	job->qc_type = q->qc_type;
	memcpy(job->sqe, q->dus + (size_t)TD_SQE_BYTES * job->slot, TD_SQE_BYTES);
	q->sq_head = (q->sq_head + 1) % dev->depth;
	taken = true;
out:
	mutex_unlock(&dev->lock);
	return taken;
}

static void write_cqe(struct td_queue *q, u16 sq_head, bool wrong_phase)
{
	struct td_dev *dev = q->dev;
	struct td_cqe *cqe = q->dus + (size_t)TD_SQE_BYTES * dev->depth + (size_t)TD_CQE_BYTES * q->cq_tail;

	/* What readers have to ignore is not zero here. */
	cqe->rsvd0 = cpu_to_le32(0xfeedbeef);
	cqe->cmd_id = cpu_to_le16(0x5a5a);
	cqe->rsvd1 = cpu_to_le16(0xa5a5);
	cqe->rsvd2 = cpu_to_le16(0x1234);
	cqe->sq_num = cpu_to_le16(q->id);
	cqe->sq_head = cpu_to_le16(sq_head);
	/* Everything before the phase: the reader looks at the phase first. */
	smp_wmb();
	WRITE_ONCE(cqe->w7, cpu_to_le16(q->phase ^ (wrong_phase ? 1 : 0)));
	if (++q->cq_tail == dev->depth) {
		q->cq_tail = 0;
		q->phase ^= 1;
	}
	dev->count.completions++;
}

static void complete_job(struct td_job *job)
{
	struct td_dev *dev = job->dev;
	struct td_next *next = &dev->next;
	struct td_queue *q;
	u16 head = job->slot;

	mutex_lock(&dev->lock);
	q = find(job);
	if (!q) {
		dev->count.aborted++;
		goto out;
	}
	dev->count.executed++;
	if (!td_use(&next->stale))
		memcpy(q->dus + (size_t)TD_SQE_BYTES * job->slot, job->sqe, TD_SQE_BYTES);
	if (td_use(&next->lose))
		goto out;
	if (!q->held && td_use(&next->reorder)) {
		q->held = true;
		q->held_slot = job->slot;
		goto out;
	}
	if (td_use(&next->bad_head))
		head = dev->depth + 5;
	else if (td_use(&next->bad_tag))
		head = (job->slot + 1) % dev->depth;
	write_cqe(q, head, td_use(&next->bad_phase));
	if (td_use(&next->duplicate))
		write_cqe(q, head, false);
	if (q->held) {
		q->held = false;
		write_cqe(q, q->held_slot, false);
	}
	wake_up_interruptible(&q->uq->wait);
out:
	mutex_unlock(&dev->lock);
}

static void run(struct td_job *job)
{
	struct td_dev *dev = job->dev;
	int err;

	if (READ_ONCE(dev->delay_us))
		fsleep(READ_ONCE(dev->delay_us));
	err = dev->kind == TD_ZIP ? td_zip(job) : td_sec(job);
	if (job->late) {
		mutex_lock(&dev->lock);
		dev->count.late_pending--;
		if (err)
			dev->count.late_refused++;
		else
			dev->count.late_executed++;
		mutex_unlock(&dev->lock);
	} else if (!err) {
		complete_job(job);
	} else {
		mutex_lock(&dev->lock);
		dev->count.aborted++;
		mutex_unlock(&dev->lock);
	}
	mmdrop(job->mm);
}

static bool has_work(struct td_dev *dev)
{
	struct td_queue *q;
	bool work = false;

	mutex_lock(&dev->lock);
	list_for_each_entry(q, &dev->queues, node)
		work |= q->running && !q->dead;
	work |= !list_empty(&dev->late);
	mutex_unlock(&dev->lock);
	return work;
}

int td_engine(void *data)
{
	struct td_dev *dev = data;
	struct td_job *job = kzalloc(sizeof(*job), GFP_KERNEL);
	unsigned int idle = 0;
	u32 starts = 0;

	while (!kthread_should_stop()) {
		if (job && take(dev, job)) {
			run(job);
			idle = 0;
			cond_resched();
		} else if (READ_ONCE(dev->spin)) {
			cpu_relax();
			cond_resched();
		} else if (idle++ < 200) {
			/* Writes to memory raise no event: look often while there is traffic, seldom otherwise. */
			usleep_range(20, 50);
		} else if (has_work(dev)) {
			usleep_range(500, 1000);
		} else {
			/* No lock in the condition: it is evaluated by a thread that is about to sleep. */
			wait_event_interruptible_timeout(dev->wake, kthread_should_stop() || READ_ONCE(dev->count.starts) != starts, HZ / 10);
			starts = READ_ONCE(dev->count.starts);
		}
	}
	kfree(job);
	return 0;
}

void td_free_late(struct td_dev *dev)
{
	struct td_job *job, *next;

	list_for_each_entry_safe(job, next, &dev->late, node) {
		mmdrop(job->mm);
		kfree(job);
	}
}
