// SPDX-License-Identifier: GPL-2.0
/* The device's reads and writes of the opener's address space. */
#include <linux/kthread.h>
#include <linux/pagemap.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "shim.h"
#include "testdev.h"

bool td_is_drop(int err)
{
	return err == -ECANCELED || err == -ESRCH || err == -EACCES;
}

void *td_room(struct td_buffer *buffer, size_t size)
{
	if (buffer->size < size) {
		vfree(buffer->data);
		buffer->size = roundup_pow_of_two(max_t(size_t, size, 64 << 10));
		buffer->data = vmalloc(buffer->size);
		if (!buffer->data)
			buffer->size = 0;
	}
	return buffer->data;
}

/* Whether the job may still touch memory. Under dev->lock. */
static int allowed(struct td_job *job)
{
	struct td_queue *q;

	if (job->late)
		return shim_bound(&job->dev->pdev->dev, job->mm) ? 0 : -EACCES;
	list_for_each_entry(q, &job->dev->queues, node)
		if (q->serial == job->serial)
			return q->epoch == job->epoch ? 0 : -ECANCELED;
	return -ECANCELED;
}

/*
 * The address space is held for one step only, so that a process that ends is let go at once; and never given up with mmput, which
 * might run the release of our own queue from in here.
 */
static bool use_space(struct td_job *job)
{
	if (!mmget_not_zero(job->mm))
		return false;
	kthread_use_mm(job->mm);
	return true;
}

static void leave_space(struct td_job *job)
{
	kthread_unuse_mm(job->mm);
	mmput_async(job->mm);
}

/* Copies up to n bytes without faulting; returns how many, or an error. */
static ssize_t step(struct td_job *job, void *kernel, u64 user, size_t n, bool write)
{
	struct td_dev *dev = job->dev;
	void __user *p = (void __user *)(unsigned long)user;
	size_t left = n;
	int err;

	mutex_lock(&dev->lock);
	err = allowed(job);
	if (err)
		goto out;
	if (!use_space(job)) {
		err = -ESRCH;
		goto out;
	}
	if (!access_ok(p, n))
		err = -EFAULT;
	else if (!dev->fault_every || ++dev->steps % dev->fault_every) {
		pagefault_disable();
		left = write ? __copy_to_user_inatomic(p, kernel, n) : __copy_from_user_inatomic(kernel, p, n);
		pagefault_enable();
	}
	leave_space(job);
out:
	mutex_unlock(&dev->lock);
	return err ? err : n - left;
}

static int bring_in(struct td_job *job, u64 user, bool write)
{
	char __user *p = (char __user *)(unsigned long)user;
	size_t missing;

	job->dev->count.iopf++;
	if (!use_space(job))
		return -ESRCH;
	missing = write ? fault_in_safe_writeable(p, 1) : fault_in_readable(p, 1);
	leave_space(job);
	return missing ? -EFAULT : 0;
}

static int copy(struct td_job *job, void *kernel, u64 user, size_t n, bool write)
{
	int stuck = 0;

	while (n) {
		size_t want = min_t(size_t, n, TD_STEP_BYTES);
		ssize_t done = step(job, kernel, user, want, write);

		if (done < 0)
			return done;
		kernel += done;
		user += done;
		n -= done;
		stuck = done ? 0 : stuck + 1;
		if (done < want) {
			int err = stuck > 1000 ? -EFAULT : bring_in(job, user, write);

			if (err)
				return err;
		}
		cond_resched();
	}
	return 0;
}

int td_read(struct td_job *job, void *to, u64 from, size_t n)
{
	return copy(job, to, from, n, false);
}

int td_write(struct td_job *job, u64 to, const void *from, size_t n)
{
	return copy(job, (void *)from, to, n, true);
}
