// SPDX-License-Identifier: GPL-2.0
/*
 * LZ77 for zstd, on version 3: a block's literals and sequences, in no entropy code. Beside the words of every hisi_zip descriptor: dword 2
 * literal bytes (an output), 13 literal space, 14 sequence space, 24 literals, 31 the sequence whose literal run is 65536 longer than stored.
 * Sequences are as zstd keeps them: offset code, literal run, match length less 3. Behind them the hardware puts 8 spare bytes and statistics.
 *
 * Stateless jobs only: no match reaches before the block, and the repeat codes start from zstd's own 1, 4, 8.
 */
#include <linux/unaligned.h>
#include "testdev.h"

#define BLOCK_BYTES 0x20000u
#define LITERAL_MARGIN 16
#define TAIL_BYTES (8 + 784)
#define SEQUENCE_BYTES 8
#define SHORTEST 3u
#define LONGEST (0xffffu + SHORTEST)
#define LONG_RUN 0x10000u
#define TABLE_BITS 14

struct lz77 {
	const u8 *in;
	u8 *literals, *sequences;
	/* The latest position with a hash, and the one before each position with the same hash, each plus one. */
	u32 *latest, *before;
	u32 in_bytes, window, tries;
	u32 literal_bytes, count, overflow;
	u32 repeat[3];
};

static const char *parse(const struct td_job *job, struct lz77 *z)
{
	static const u32 windows[] = { 4 << 10, 8 << 10, 16 << 10, 24 << 10, 32 << 10 };
	static const u8 always_zero[] = { 0, 1, 2, 3, 5, 6, 8, 10, 11, 12, 15, 16, 17, 22, 23, 28, 29 };
	u32 window = td_dw(job, 9) >> 12 & 0xf;
	int i;

	for (i = 0; i < ARRAY_SIZE(always_zero); i++)
		if (td_dw(job, always_zero[i]))
			return "a reserved or output dword of an LZ77 job is set";
	if (td_dw(job, 7) != 0x3a000000)
		return "only stateless LZ77 jobs are modelled";
	if (td_dw(job, 9) & 0xffff0f00 || window >= ARRAY_SIZE(windows))
		return "reserved bits, a scatter list or an unknown window in dword 9";
	z->in_bytes = td_dw(job, 4);
	if (!z->in_bytes || z->in_bytes > BLOCK_BYTES)
		return "input length of an LZ77 job outside 1 byte to 128 KiB";
	if (td_dw(job, 13) < z->in_bytes + LITERAL_MARGIN)
		return "literal space below input length + 16";
	if (td_dw(job, 14) < TAIL_BYTES - 8)
		return "sequence space below 784 bytes";
	z->window = windows[window];
	/* The price search tries harder. */
	z->tries = (td_dw(job, 9) & 0xff) == TD_LZ77_PRICE ? 64 : 8;
	return NULL;
}

/* All that a job needs, in one piece: input, literals, sequences (one per three bytes at most) and the two tables. */
static bool make_room(struct td_dev *dev, struct lz77 *z)
{
	size_t most = BLOCK_BYTES / SHORTEST + 1;
	size_t tables = ((1u << TABLE_BITS) + BLOCK_BYTES) * sizeof(u32);
	u8 *room = td_room(&dev->work, tables);
	u8 *in = td_room(&dev->in, BLOCK_BYTES);
	u8 *out = td_room(&dev->out, BLOCK_BYTES + most * SEQUENCE_BYTES + TAIL_BYTES);

	if (!room || !in || !out)
		return false;
	z->in = in;
	z->literals = out;
	z->sequences = out + BLOCK_BYTES;
	z->latest = (u32 *)room;
	z->before = z->latest + (1u << TABLE_BITS);
	memset(z->latest, 0, (1u << TABLE_BITS) * sizeof(u32));
	return true;
}

static u32 hash_of(const u8 *p)
{
	return ((p[0] | p[1] << 8 | (u32)p[2] << 16) * 2654435761u) >> (32 - TABLE_BITS);
}

static void remember(struct lz77 *z, u32 at)
{
	u32 hash;

	if (z->in_bytes - at < SHORTEST)
		return;
	hash = hash_of(z->in + at);
	z->before[at] = z->latest[hash];
	z->latest[hash] = at + 1;
}

static u32 same_bytes(const struct lz77 *z, u32 from, u32 at)
{
	u32 most = min(z->in_bytes - at, LONGEST), n = 0;

	while (n < most && z->in[from + n] == z->in[at + n])
		n++;
	return n;
}

/* The longest of the latest matches at the position, or 0. */
static u32 match(const struct lz77 *z, u32 at, u32 *distance)
{
	u32 best = 0, tries = z->tries, candidate;

	if (z->in_bytes - at < SHORTEST)
		return 0;
	for (candidate = z->latest[hash_of(z->in + at)]; candidate && tries--; candidate = z->before[candidate - 1]) {
		u32 n;

		if (at - (candidate - 1) > z->window)
			break;
		n = same_bytes(z, candidate - 1, at);
		if (n > best) {
			best = n;
			*distance = at - (candidate - 1);
		}
	}
	return best < SHORTEST ? 0 : best;
}

/*
 * zstd's offset code: 1 to 3 name one of the last three distances, counted from the second one where no literal goes before; 3 then is the
 * last distance less one. What is used moves to the front, over as many of the others as its name says.
 */
static u32 offset_code(u32 *repeat, u32 distance, bool literals)
{
	u32 skip = literals ? 0 : 1, named[4] = { repeat[0], repeat[1], repeat[2], repeat[0] - 1 }, i = skip;

	while (i < 3 + skip && named[i] != distance)
		i++;
	if (i >= 2)
		repeat[2] = repeat[1];
	if (i >= 1)
		repeat[1] = repeat[0];
	repeat[0] = distance;
	return i < 3 + skip ? i + 1 - skip : distance + 3;
}

static void emit(struct lz77 *z, u32 run, u32 length, u32 distance)
{
	u8 *sequence = z->sequences + (size_t)SEQUENCE_BYTES * z->count;

	put_unaligned_le32(offset_code(z->repeat, distance, run > 0), sequence);
	put_unaligned_le16(run, sequence + 4);
	put_unaligned_le16(length - SHORTEST, sequence + 6);
	/* A block has room for one such run only. */
	if (run >= LONG_RUN)
		z->overflow = 1u << 24 | z->count;
	z->count++;
}

static void keep_literals(struct lz77 *z, u32 from, u32 to)
{
	memcpy(z->literals + z->literal_bytes, z->in + from, to - from);
	z->literal_bytes += to - from;
}

static void find_sequences(struct lz77 *z)
{
	u32 at = 0, unmatched = 0;

	while (at < z->in_bytes) {
		u32 distance = 0, length = match(z, at, &distance), end = at + max(length, 1u);

		if (length) {
			keep_literals(z, unmatched, at);
			emit(z, at - unmatched, length, distance);
			unmatched = end;
		}
		while (at < end)
			remember(z, at++);
	}
	/* The literals behind the last match belong to no sequence. */
	keep_literals(z, unmatched, z->in_bytes);
}

int td_lz77(struct td_job *job)
{
	struct td_dev *dev = job->dev;
	struct lz77 z = { .repeat = { 1, 4, 8 } };
	const char *why = parse(job, &z);
	size_t sequence_bytes;
	int err;

	if (why) {
		td_refuse(job, why);
		return td_zip_failed(job, ZIP_REFUSED);
	}
	if (td_use(&dev->next.error) || !make_room(dev, &z))
		return td_zip_failed(job, ZIP_REFUSED);
	err = td_read(job, (void *)z.in, td_address(job, 72), z.in_bytes);
	if (err)
		return td_zip_no_address(job, err);
	find_sequences(&z);
	sequence_bytes = (size_t)SEQUENCE_BYTES * z.count;
	if (sequence_bytes + TAIL_BYTES > td_dw(job, 14))
		return td_zip_failed(job, ZIP_NO_SPACE);
	if (z.count && td_use(&dev->next.corrupt))
		z.sequences[sequence_bytes / 2 & ~(SEQUENCE_BYTES - 1)] ^= 0x10;
	/* What the statistics hold is not known: nobody may read them. */
	memset(z.sequences + sequence_bytes, 0xf5, TAIL_BYTES);
	err = td_write(job, td_address(job, 96), z.literals, z.literal_bytes);
	if (!err)
		err = td_write(job, td_address(job, 80), z.sequences, sequence_bytes + TAIL_BYTES);
	if (err)
		return td_zip_no_address(job, err);
	td_set(job, 0, z.in_bytes);
	td_set(job, 1, z.count);
	td_set(job, 2, z.literal_bytes);
	td_set(job, 3, ZIP_DONE);
	td_set(job, 31, z.overflow);
	return 0;
}
