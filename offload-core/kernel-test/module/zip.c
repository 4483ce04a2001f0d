// SPDX-License-Identifier: GPL-2.0
/*
 * hisi_zip descriptors (dwords): 0 consumed, 1 produced, 3 status and last-block bit, 4 input length, 7 modes and type, 9 request, buffer
 * and window, 14 output space, 15/28/29 context words, 18 source, 20 destination, 22 context, 30 isize, 31 checksum. The direction is the
 * queue's. Headers are software's, trailers the device's.
 */
#include <linux/crc32.h>
#include <linux/unaligned.h>
#include <linux/zlib.h>
#include "testdev.h"

#define MOST_BYTES (8u << 20)
#define CONTEXT_WINDOW 0xc00

enum { DEFLATE = 1, ZLIB = 2, GZIP = 3 };

#define LAST_BLOCK 0x100

struct zip {
	int request;
	int window_bits;
	bool compress, finish, stateful, first;
	u32 in_bytes, space;
	u64 source, destination, context;
	u8 *in, *out;
	u32 consumed, produced, status;
};

static u32 adler32(const u8 *data, u32 n)
{
	u32 a = 1, b = 0, i;

	for (i = 0; i < n; i++) {
		a = (a + data[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

/* The gzip CRC as the register has it: complemented and bit-reversed. */
static u32 crc_register(u32 crc)
{
	return bitrev32(~crc);
}

static u32 trailer_bytes(const struct zip *z)
{
	return z->request == ZLIB ? 4 : z->request == GZIP ? 8 : 0;
}

static void write_trailer(const struct zip *z, u8 *at, const u8 *plain, u32 n)
{
	if (z->request == ZLIB) {
		put_unaligned_be32(adler32(plain, n), at);
	} else if (z->request == GZIP) {
		put_unaligned_le32(~crc32_le(~0, plain, n), at);
		put_unaligned_le32(n, at + 4);
	}
}

/* Every bit that is neither a field of these requests nor an output must be zero. */
static const char *reserved(const struct td_job *job, bool v3, bool stateful)
{
	static const u8 always_zero[] = { 0, 1, 2, 3, 5, 6, 8, 10, 11, 12, 16, 17, 24, 25 };
	int i;

	for (i = 0; i < ARRAY_SIZE(always_zero); i++)
		if (td_dw(job, always_zero[i]))
			return "a reserved or output dword is set";
	if (td_dw(job, 7) & 0x01ffffff || td_dw(job, 9) & 0xffff0f00)
		return "reserved bits or a scatter list in dword 7 or 9";
	if (td_dw(job, 7) >> 28 != (v3 ? 3 : 0))
		return "sqe_type of another hardware version";
	if (td_dw(job, v3 ? 13 : 26) || (!v3 && td_dw(job, 27)))
		return "the tag stands in the other version's place";
	if (!stateful && (td_address(job, 88) || td_dw(job, 15) || td_dw(job, 28) || td_dw(job, 29)))
		return "context given for a stateless job";
	return NULL;
}

static const char *parse(struct td_job *job, struct zip *z)
{
	static const u8 windows[] = { 12, 13, 14, 15, 15 };
	u32 window = td_dw(job, 9) >> 12 & 0xf;
	bool v3 = job->dev->version > 2;
	const char *why;

	z->compress = job->qc_type == 0;
	z->finish = td_dw(job, 7) >> 25 & 1;
	z->stateful = td_dw(job, 7) >> 26 & 1;
	z->first = td_dw(job, 7) >> 27 & 1;
	z->request = td_dw(job, 9) & 0xff;
	z->in_bytes = td_dw(job, 4);
	z->space = min(td_dw(job, 14), MOST_BYTES);
	z->source = td_address(job, 72);
	z->destination = td_address(job, 80);
	z->context = td_address(job, 88);
	why = reserved(job, v3, z->stateful);
	if (why)
		return why;
	if (z->request < (v3 ? DEFLATE : ZLIB) || z->request > GZIP)
		return "request type unknown to this version";
	if (window >= ARRAY_SIZE(windows))
		return "window size unknown";
	z->window_bits = windows[window];
	if (!z->stateful && (!z->finish || !z->first))
		return "stateless without finish and new-stream bits";
	if (!z->in_bytes || z->in_bytes > MOST_BYTES)
		return "input length outside 1 byte to 8 MiB";
	if (z->stateful && (!z->context || z->space <= 200))
		return "stateful without a context, or with too little output space";
	if (z->stateful && (!z->compress || !z->first))
		return "only the first piece of a compressed stream is modelled";
	return NULL;
}

static int compress(struct td_job *job, struct zip *z)
{
	struct z_stream_s s = { };
	u32 trailer = z->finish ? trailer_bytes(z) : 0;
	int r;

	s.workspace = td_room(&job->dev->work, zlib_deflate_workspacesize(z->window_bits, DEF_MEM_LEVEL));
	if (!s.workspace || zlib_deflateInit2(&s, 1, Z_DEFLATED, -z->window_bits, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	s.next_in = z->in;
	s.avail_in = z->in_bytes;
	s.next_out = z->out;
	s.avail_out = z->space;
	r = zlib_deflate(&s, z->finish ? Z_FINISH : Z_SYNC_FLUSH);
	z->consumed = z->in_bytes - s.avail_in;
	z->produced = z->space - s.avail_out;
	if (s.avail_in || s.avail_out < trailer || (z->finish ? r != Z_STREAM_END : r != Z_OK || !s.avail_out)) {
		z->status = ZIP_NO_SPACE;
	} else {
		write_trailer(z, z->out + z->produced, z->in, z->in_bytes);
		z->produced += trailer;
		z->status = z->produced > z->in_bytes ? ZIP_NEGATIVE : ZIP_DONE;
	}
	zlib_deflateEnd(&s);
	return 0;
}

static void check_trailer(struct zip *z)
{
	u32 trailer = trailer_bytes(z);
	u8 expected[8];

	if (z->in_bytes - z->consumed < trailer) {
		z->status = ZIP_UNFINISHED;
		return;
	}
	write_trailer(z, expected, z->out, z->produced);
	z->status = memcmp(expected, z->in + z->consumed, trailer) ? ZIP_BAD_CHECKSUM : ZIP_END | LAST_BLOCK;
	z->consumed += trailer;
}

static int decompress(struct td_job *job, struct zip *z)
{
	struct z_stream_s s = { };
	int r;

	s.workspace = td_room(&job->dev->work, zlib_inflate_workspacesize());
	if (!s.workspace || zlib_inflateInit2(&s, -15) != Z_OK)
		return -ENOMEM;
	s.next_in = z->in;
	s.avail_in = z->in_bytes;
	s.next_out = z->out;
	s.avail_out = z->space;
	r = zlib_inflate(&s, Z_FINISH);
	z->consumed = z->in_bytes - s.avail_in;
	z->produced = z->space - s.avail_out;
	if (r == Z_STREAM_END)
		check_trailer(z);
	else if (r == Z_DATA_ERROR || r == Z_NEED_DICT)
		z->status = ZIP_BAD_DATA;
	else
		z->status = s.avail_out ? ZIP_UNFINISHED : ZIP_NO_SPACE;
	zlib_inflateEnd(&s);
	return 0;
}

static void answer(struct td_job *job, const struct zip *z)
{
	const u8 *plain = z->compress ? z->in : z->out;
	u32 n = z->compress ? z->consumed : z->produced;

	td_set(job, 0, z->consumed);
	td_set(job, 1, z->produced);
	td_set(job, 3, z->status);
	td_set(job, 30, n);
	if (z->request == ZLIB)
		td_set(job, 31, adler32(plain, n));
	else if (z->request == GZIP)
		td_set(job, 31, crc_register(~crc32_le(~0, plain, n)));
	if (z->stateful) {
		td_set(job, 15, 0);
		td_set(job, 28, 0);
		td_set(job, 29, min(n, 32u << 10));
	}
}

/* The hardware owns this part of the context; ours does not need it, and writes it all the same. */
static int save_window(struct td_job *job, const struct zip *z)
{
	u32 n = min(z->in_bytes, 32u << 10);

	return td_write(job, z->context + CONTEXT_WINDOW, z->in + z->in_bytes - n, n);
}

int td_zip_failed(struct td_job *job, u32 status)
{
	td_set(job, 0, 0);
	td_set(job, 1, 0);
	td_set(job, 3, status);
	job->dev->count.errors++;
	return 0;
}

int td_zip_no_address(struct td_job *job, int err)
{
	if (td_is_drop(err))
		return err;
	job->dev->count.faults++;
	return td_zip_failed(job, ZIP_NO_ADDRESS);
}

int td_zip(struct td_job *job)
{
	struct td_dev *dev = job->dev;
	struct zip z = { };
	u32 request = td_dw(job, 9) & 0xff;
	const char *why;
	int err;

	if (dev->version > 2 && job->qc_type == 0 && (request == TD_LZ77 || request == TD_LZ77_PRICE))
		return td_lz77(job);
	why = parse(job, &z);
	if (why) {
		td_refuse(job, why);
		return td_zip_failed(job, ZIP_REFUSED);
	}
	if (td_use(&dev->next.error))
		return td_zip_failed(job, ZIP_REFUSED);
	z.in = td_room(&dev->in, z.in_bytes);
	z.out = td_room(&dev->out, z.space);
	if (!z.in || !z.out)
		return td_zip_failed(job, ZIP_REFUSED);
	err = td_read(job, z.in, z.source, z.in_bytes);
	if (err)
		return td_zip_no_address(job, err);
	err = z.compress ? compress(job, &z) : decompress(job, &z);
	if (err)
		return td_zip_failed(job, ZIP_REFUSED);
	if (z.produced && td_use(&dev->next.corrupt))
		z.out[z.produced / 2] ^= 0x10;
	err = td_write(job, z.destination, z.out, z.produced);
	if (!err && z.stateful)
		err = save_window(job, &z);
	if (err)
		return td_zip_no_address(job, err);
	answer(job, &z);
	return 0;
}
