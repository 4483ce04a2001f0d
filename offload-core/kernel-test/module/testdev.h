/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UACCE devices that behave like a Kunpeng's hisi_zip and hisi_sec2, in software. Written from the documents on the kernel's ABI and the
 * hardware's descriptors alone, as a second reading beside the Java twin's. For tests only.
 *
 * Locks, outer to inner: td_dev.reg_lock, uacce->mutex, mmap_lock, uacce_queue.mutex, td_dev.lock, the shim's. User memory is touched
 * under td_dev.lock with page faults disabled; a page that is missing is brought in with the lock dropped, as a device with I/O page faults
 * does it, and the queue is looked up again by its serial number.
 */
#ifndef DOORBELL_TESTDEV_H
#define DOORBELL_TESTDEV_H

#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/types.h>
#include <linux/uacce.h>
#include <linux/wait.h>

#define TD_SQE_BYTES 128
#define TD_CQE_BYTES 16
#define TD_DOORBELL 0x1000
#define TD_MAX_QUEUES 64
#define TD_STEP_BYTES (16 << 10)

enum td_kind { TD_ZIP, TD_SEC };

struct td_cqe {
	__le32 rsvd0;
	__le16 cmd_id;
	__le16 rsvd1;
	__le16 sq_head;
	__le16 sq_num;
	__le16 rsvd2;
	__le16 w7;
};

/* The memory of one queue number lives as long as the device: the kernel hands the submission ring on uncleared. */
struct td_memory {
	void *dus;
	void *mmio;
	bool used;
};

struct td_queue {
	struct list_head node;
	struct td_dev *dev;
	struct uacce_queue *uq;
	struct mm_struct *mm;
	u64 serial;
	/* Raised when whatever the engine has taken from the queue is void. */
	u64 epoch;
	void *dus;
	void *mmio;
	u16 id;
	u16 qc_type;
	u16 sq_head;
	u16 cq_tail;
	u16 poll_head;
	u8 phase;
	u8 poll_phase;
	bool was_started;
	bool running;
	bool dead;
	/* A completion that waits for the next one to overtake it. */
	bool held;
	u16 held_slot;
};

/* Scripted faults: each is used up once per count. */
struct td_next {
	u32 lose, duplicate, reorder, bad_phase, bad_head, bad_tag, stale, error, corrupt;
};

struct td_counters {
	u32 opens, starts, stops, puts, executed, completions, errors, refused, unmodelled, faults, iopf, aborted;
	u32 late_executed, late_refused, late_pending;
	u32 dirty_slots, bad_doorbells;
};

struct td_job {
	struct td_dev *dev;
	u64 serial;
	u64 epoch;
	struct mm_struct *mm;
	u16 slot;
	u16 qc_type;
	bool late;
	struct list_head node;
	__le32 sqe[TD_SQE_BYTES / 4];
};

struct td_buffer {
	void *data;
	size_t size;
};

struct td_dev {
	int index;
	enum td_kind kind;
	int version;
	struct platform_device *pdev;
	struct uacce_device *uacce;
	struct mutex reg_lock;
	struct mutex lock;
	struct list_head queues;
	struct list_head late;
	struct td_memory memory[TD_MAX_QUEUES];
	u32 queue_count;
	u32 in_use;
	u32 next_id;
	u64 serials;
	u64 turn;
	u32 depth;
	size_t dus_bytes;
	size_t mmio_bytes;

	struct task_struct *engine;
	wait_queue_head_t wake;
	struct td_buffer in, out, work;
	struct td_sec *sec;

	struct dentry *dir;
	u32 hold, allow, late_keep, late_go;
	u32 open_errno, ctx_errno, info_errno, start_errno, mmap_errno;
	u32 fault_every, steps, delay_us, spin;
	u32 no_sva, api;
	bool resetting;
	bool isolated;
	u32 isolate_errors, isolate_threshold;
	struct td_next next;
	struct td_counters count;
	char last_refusal[80];
};

/* main.c */
int td_register(struct td_dev *dev);
void td_unregister(struct td_dev *dev);

/* queue.c */
extern const struct uacce_ops td_ops;
void td_stop_words(struct td_queue *q, bool tx, bool rx);
void td_void(struct td_queue *q);
bool td_pending(struct td_queue *q, u16 *tail);

/* engine.c */
int td_engine(void *data);
void td_free_late(struct td_dev *dev);

/* copy.c: 0, -EFAULT, or a reason to drop the job: -ECANCELED, -ESRCH, -EACCES */
bool td_is_drop(int err);
int td_read(struct td_job *job, void *to, u64 from, size_t n);
int td_write(struct td_job *job, u64 to, const void *from, size_t n);
void *td_room(struct td_buffer *buffer, size_t size);

/*
 * Status codes of hisi_zip. The document names 0, 0x0d, 0x0e, 0x10 and 0x13; the others only say "failed", told apart here for people who
 * read a trace.
 */
enum {
	ZIP_DONE = 0x00,
	ZIP_REFUSED = 0x03,
	ZIP_BAD_DATA = 0x05,
	ZIP_UNFINISHED = 0x06,
	ZIP_NO_ADDRESS = 0x0b,
	ZIP_NEGATIVE = 0x0d,
	ZIP_NO_SPACE = 0x0e,
	ZIP_BAD_CHECKSUM = 0x10,
	ZIP_END = 0x13
};

/* Request types of LZ77 for zstd; the second one searches by price. */
#define TD_LZ77 0x43
#define TD_LZ77_PRICE 0x42

/* Each fills job->sqe with the answer; a negative result drops the job. */
int td_zip(struct td_job *job);
int td_lz77(struct td_job *job);
int td_zip_failed(struct td_job *job, u32 status);
int td_zip_no_address(struct td_job *job, int err);
int td_sec(struct td_job *job);
int td_sec_init(struct td_dev *dev);
void td_sec_exit(struct td_dev *dev);

/* Says why a descriptor was refused, for people and tests. */
void td_refuse(struct td_job *job, const char *why);

/* knobs.c */
void td_knobs(struct td_dev *dev, struct dentry *root);

static inline u32 td_dw(const struct td_job *job, int i)
{
	return le32_to_cpu(job->sqe[i]);
}

static inline u64 td_address(const struct td_job *job, int byte)
{
	return le32_to_cpu(job->sqe[byte / 4]) | (u64)le32_to_cpu(job->sqe[byte / 4 + 1]) << 32;
}

static inline void td_set(struct td_job *job, int i, u32 value)
{
	job->sqe[i] = cpu_to_le32(value);
}

static inline bool td_use(u32 *count)
{
	if (!*count)
		return false;
	--*count;
	return true;
}

#endif
