// SPDX-License-Identifier: GPL-2.0
/*
 * hisi_sec2 descriptors: BD2 on hardware version 2, BD3 on version 3. Ciphers ECB, CBC, CTR and the AEAD GCM, with AES and SM4 where the
 * version has them. What else the hardware has is answered with an error, and anything else refused.
 */
#include <crypto/aead.h>
#include <crypto/skcipher.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "testdev.h"

#define MOST_BYTES 0xfffe00u
#define MOST_AAD 65535u
#define NOT_FLAGGED 0
#define FLAG_CIPHER 2
#define FLAG_AEAD 3
#define ICV_MISMATCH 2

/* error_type: no source says what its values mean. */
enum { NO_ERROR, REFUSED, NO_ADDRESS, INTERNAL };

enum { C_DES = 0, C_3DES = 1, C_AES = 2, C_SM4 = 3 };
enum { M_ECB = 0, M_CBC = 1, M_CFB = 2, M_OFB = 3, M_CTR = 4, M_CCM = 5, M_GCM = 6, M_XTS = 7, MODES = 8, M_CBC_CS = 9 };

struct td_sec {
	struct crypto_skcipher *cipher[2][MODES];
	struct crypto_aead *gcm;
};

struct sec {
	u32 cipher, auth, seq, de, scene, alg, mode, key_code, tag_bytes, ctr_mode;
	u32 bytes, aad;
	u64 source, destination, key, iv, auth_key, auth_iv, mac;
	u32 key_bytes;
	u32 icv, error;
};

/* Bits that a flat one-shot cipher or GCM job may set, by dword; outputs and everything else must be zero. */
static const u32 bd2_cipher[32] = {
	[0] = 0x7e3f, [3] = 0x000ffe00, [5] = 0x00ffffff, [10] = 0xffff,
	[20] = ~0u, [21] = ~0u, [22] = ~0u, [23] = ~0u, [24] = ~0u, [25] = ~0u, [26] = ~0u, [27] = ~0u,
};
static const u32 bd2_aead[32] = {
	[0] = 0x7f3f, [3] = 0x000ffe3f, [4] = 0x00ffffff, [5] = 0x00ffffff, [6] = 0xffff0000, [10] = 0xffff,
	[14] = ~0u, [15] = ~0u, [16] = ~0u, [17] = ~0u, [18] = ~0u, [19] = ~0u,
	[20] = ~0u, [21] = ~0u, [22] = ~0u, [23] = ~0u, [24] = ~0u, [25] = ~0u, [26] = ~0u, [27] = ~0u,
};
static const u32 bd3_cipher[32] = {
	[0] = 0x7ef, [1] = 0x00ffe003, [2] = ~0u, [3] = ~0u, [4] = ~0u, [5] = ~0u, [12] = ~0u, [13] = ~0u, [14] = 0x0e000000,
	[18] = 0x00ffffff, [19] = ~0u, [20] = ~0u, [23] = ~0u, [24] = ~0u,
};
static const u32 bd3_aead[32] = {
	[0] = 0x7ef, [1] = 0x40ffe3f3, [2] = ~0u, [3] = ~0u, [4] = ~0u, [5] = ~0u, [6] = ~0u, [7] = ~0u, [8] = ~0u, [9] = ~0u,
	[12] = ~0u, [13] = ~0u, [14] = 0x08000000, [16] = 0xffff0000, [17] = 0x00ffffff, [18] = 0x00ffffff,
	[19] = ~0u, [20] = ~0u, [21] = ~0u, [22] = ~0u, [23] = ~0u, [24] = ~0u,
};

static bool outside(const struct td_job *job, const u32 *mask)
{
	int i;

	for (i = 0; i < 32; i++)
		if (td_dw(job, i) & ~mask[i])
			return true;
	return false;
}

static const char *parse_bd2(struct td_job *job, struct sec *s)
{
	u32 head = td_dw(job, 0), mode = td_dw(job, 3);

	if ((head & 0xf) != 2)
		return "descriptor is not a BD2";
	s->cipher = head >> 4 & 3;
	s->auth = head >> 6 & 3;
	s->seq = head >> 8 & 1;
	s->de = head >> 9 & 3;
	s->scene = head >> 11 & 0xf;
	s->tag_bytes = mode & 0x3f;
	s->key_code = mode >> 9 & 7;
	s->mode = mode >> 12 & 0xf;
	s->alg = mode >> 16 & 0xf;
	s->aad = td_dw(job, 4) & 0xffffff;
	s->bytes = td_dw(job, 5) & 0xffffff;
	s->auth_iv = td_address(job, 56);
	s->auth_key = td_address(job, 64);
	s->mac = td_address(job, 72);
	s->iv = td_address(job, 80);
	s->key = td_address(job, 88);
	s->source = td_address(job, 96);
	s->destination = td_address(job, 104);
	if (outside(job, s->mode == M_GCM ? bd2_aead : bd2_cipher))
		return "BD2 with reserved or unrelated bits";
	if (s->mode == M_GCM && td_dw(job, 6) >> 16 != s->aad)
		return "cipher offset is not the AAD's length";
	if (s->mode != M_ECB && s->mode != M_CBC && s->mode != M_GCM)
		return "mode unknown to version 2";
	if (s->mode == M_GCM && (!s->bytes || s->alg != C_AES))
		return "GCM without payload or with SM4 on version 2";
	return NULL;
}

static const char *parse_bd3(struct td_job *job, struct sec *s)
{
	u32 head = td_dw(job, 0), key = td_dw(job, 1);

	if ((head & 0xf) != 3)
		return "descriptor is not a BD3";
	s->scene = head >> 5 & 0xf;
	s->de = head >> 9 & 3;
	s->cipher = key & 3;
	s->tag_bytes = key >> 4 & 0x3f;
	s->key_code = key >> 13 & 7;
	s->mode = key >> 16 & 0xf;
	s->alg = key >> 20 & 0xf;
	s->seq = key >> 30 & 1;
	s->auth = td_dw(job, 14) & 3;
	s->ctr_mode = td_dw(job, 14) >> 25 & 3;
	s->source = td_address(job, 16);
	s->auth_key = td_address(job, 24);
	s->auth_iv = td_address(job, 32);
	s->key = td_address(job, 48);
	s->aad = td_dw(job, 17) & 0xffffff;
	s->bytes = td_dw(job, 18) & 0xffffff;
	s->destination = td_address(job, 76);
	s->mac = td_address(job, 84);
	s->iv = td_address(job, 92);
	if (outside(job, s->mode == M_GCM ? bd3_aead : bd3_cipher))
		return "BD3 with reserved or unrelated bits";
	if (s->mode == M_GCM && td_dw(job, 16) >> 16 != s->aad)
		return "cipher offset is not the AAD's length";
	if (s->ctr_mode != (s->mode == M_CTR ? 2 : 0))
		return "CTR counter mode";
	return NULL;
}

static const char *parse(struct td_job *job, struct sec *s)
{
	const char *why = job->dev->version == 2 ? parse_bd2(job, s) : parse_bd3(job, s);

	if (why)
		return why;
	if (job->qc_type)
		return "queue type is not 0";
	if (s->alg != C_AES && s->alg != C_SM4)
		return "algorithm unknown";
	if (s->mode == M_GCM ? s->alg != C_AES : s->mode != M_ECB && s->mode != M_CBC && s->mode != M_CTR)
		return "mode unknown";
	if (s->key_code > (s->alg == C_AES ? 2 : 0))
		return "key length";
	s->key_bytes = 16 + 8 * s->key_code;
	if ((s->cipher != 1 && s->cipher != 2) || s->auth || s->scene > 1)
		return "direction, authentication or scene";
	if (s->de > 1 || (!s->de && s->source != s->destination))
		return "destination field";
	if (s->seq != (s->mode == M_GCM && s->cipher == 2))
		return "order of cipher and authentication";
	if (!s->key || !s->source || !s->destination)
		return "an address is missing";
	if (s->bytes + s->aad > MOST_BYTES || s->aad > MOST_AAD)
		return "too long";
	if (s->mode == M_GCM)
		return s->bytes + s->aad && s->tag_bytes >= 8 && s->tag_bytes <= 16 && s->mac && s->iv && s->auth_iv ? NULL : "GCM parameters";
	if (!s->bytes || (s->mode != M_CTR && s->bytes % 16))
		return "length";
	return s->mode == M_ECB || s->iv ? NULL : "no IV";
}

/*
 * What the hardware of this version has and this device has not: digests and MACs, CBC with HMAC, further modes, DES. Its descriptors are
 * not judged, only answered with an error.
 */
static bool unmodelled(const struct td_job *job)
{
	bool v2 = job->dev->version == 2;
	u32 head = td_dw(job, 0), word = td_dw(job, v2 ? 3 : 1);
	u32 cipher = v2 ? head >> 4 & 3 : word & 3;
	u32 auth = v2 ? head >> 6 & 3 : td_dw(job, 14) & 3;
	u32 mode = v2 ? word >> 12 & 0xf : word >> 16 & 0xf;
	u32 alg = v2 ? word >> 16 & 0xf : word >> 20 & 0xf;

	if ((head & 0xf) != job->dev->version)
		return false;
	if (auth == 1 || auth == 2)
		return true;
	if (cipher != 1 && cipher != 2)
		return false;
	switch (mode) {
	case M_ECB:
	case M_CBC:
		return alg == C_DES || alg == C_3DES;
	case M_XTS:
		return alg == C_AES || alg == C_SM4;
	case M_CCM:
		return alg == C_AES || (alg == C_SM4 && !v2);
	case M_GCM:
		return alg == C_SM4 && !v2;
	case M_CFB:
	case M_OFB:
	case M_CBC_CS:
		return (alg == C_AES || alg == C_SM4) && !v2;
	default:
		return false;
	}
}

static int map_buffer(struct sg_table *table, void *data, size_t n)
{
	size_t offset = 0;
	struct scatterlist *sg;
	int i, err;

	err = sg_alloc_table(table, DIV_ROUND_UP(n, PAGE_SIZE), GFP_KERNEL);
	if (err)
		return err;
	for_each_sgtable_sg(table, sg, i) {
		sg_set_page(sg, vmalloc_to_page(data + offset), min_t(size_t, n - offset, PAGE_SIZE), 0);
		offset += PAGE_SIZE;
	}
	return 0;
}

static int crypt(struct td_sec *sec, const struct sec *s, struct scatterlist *sg, const u8 *key, u8 *iv)
{
	struct crypto_skcipher *tfm = sec->cipher[s->alg - C_AES][s->mode];
	struct skcipher_request *request = skcipher_request_alloc(tfm, GFP_KERNEL);
	DECLARE_CRYPTO_WAIT(wait);
	int err;

	if (!request)
		return -ENOMEM;
	err = crypto_skcipher_setkey(tfm, key, s->key_bytes);
	if (!err) {
		skcipher_request_set_callback(request, CRYPTO_TFM_REQ_MAY_SLEEP | CRYPTO_TFM_REQ_MAY_BACKLOG, crypto_req_done, &wait);
		skcipher_request_set_crypt(request, sg, sg, s->bytes, iv);
		err = crypto_wait_req(s->cipher == 1 ? crypto_skcipher_encrypt(request) : crypto_skcipher_decrypt(request), &wait);
	}
	skcipher_request_free(request);
	return err;
}

static int seal_or_open(struct td_sec *sec, const struct sec *s, struct scatterlist *sg, const u8 *key, u8 *iv)
{
	struct aead_request *request = aead_request_alloc(sec->gcm, GFP_KERNEL);
	DECLARE_CRYPTO_WAIT(wait);
	int err;

	if (!request)
		return -ENOMEM;
	err = crypto_aead_setauthsize(sec->gcm, s->tag_bytes) ?: crypto_aead_setkey(sec->gcm, key, s->key_bytes);
	if (!err) {
		aead_request_set_callback(request, CRYPTO_TFM_REQ_MAY_SLEEP | CRYPTO_TFM_REQ_MAY_BACKLOG, crypto_req_done, &wait);
		aead_request_set_ad(request, s->aad);
		aead_request_set_crypt(request, sg, sg, s->bytes + (s->cipher == 2 ? s->tag_bytes : 0), iv);
		err = crypto_wait_req(s->cipher == 1 ? crypto_aead_encrypt(request) : crypto_aead_decrypt(request), &wait);
	}
	aead_request_free(request);
	return err;
}

/* AAD, payload and, behind it, the tag, in one buffer that is changed in place. */
static int execute(struct td_job *job, struct sec *s)
{
	size_t n = s->aad + s->bytes + s->tag_bytes;
	u8 *data = td_room(&job->dev->in, n);
	bool gcm = s->mode == M_GCM;
	u8 key[32] = { }, iv[16] = { }, auth_iv[12];
	struct sg_table table;
	int err;

	if (!data)
		return -ENOMEM;
	err = td_read(job, key, s->key, s->key_bytes);
	if (!err && s->mode != M_ECB)
		err = td_read(job, iv, s->iv, gcm ? 12 : 16);
	if (!err && gcm && s->auth_iv != s->iv) {
		/* GHASH's own copy of the IV: hardware reads it, so it must be there and be the same. */
		err = td_read(job, auth_iv, s->auth_iv, sizeof(auth_iv));
		if (!err && memcmp(auth_iv, iv, sizeof(auth_iv))) {
			td_refuse(job, "the IVs of cipher and authentication differ");
			return -EINVAL;
		}
	}
	if (!err)
		err = td_read(job, data, s->source, s->aad + s->bytes);
	if (!err && gcm && s->cipher == 2)
		err = td_read(job, data + s->aad + s->bytes, s->mac, s->tag_bytes);
	if (err)
		return err;
	err = map_buffer(&table, data, n);
	if (err)
		return err;
	err = gcm ? seal_or_open(job->dev->sec, s, table.sgl, key, iv) : crypt(job->dev->sec, s, table.sgl, key, iv);
	sg_free_table(&table);
	memzero_explicit(key, sizeof(key));
	if (err == -EBADMSG) {
		/* The hardware may have written plaintext before it saw the tag: so do we. */
		s->icv = ICV_MISMATCH;
		err = 0;
	}
	if (err)
		return -EIO;
	if (s->bytes && td_use(&job->dev->next.corrupt))
		data[s->aad + s->bytes / 2] ^= 0x10;
	/* The destination has the source's shape; its AAD part is left alone. */
	err = td_write(job, s->destination + s->aad, data + s->aad, s->bytes);
	if (!err && gcm && s->cipher == 1)
		err = td_write(job, s->mac, data + s->aad + s->bytes, s->tag_bytes);
	return err;
}

/* A good descriptor for a cipher that this kernel was built without, such as SM4 in Debian's. */
static bool available(struct td_job *job, const struct sec *s)
{
	const struct td_sec *sec = job->dev->sec;

	return s->mode == M_GCM ? sec->gcm != NULL : sec->cipher[s->alg - C_AES][s->mode] != NULL;
}

int td_sec(struct td_job *job)
{
	struct td_dev *dev = job->dev;
	struct sec s = { };
	bool known = unmodelled(job);
	const char *why = known ? NULL : parse(job, &s);
	int err = 0;

	if (known) {
		dev->count.unmodelled++;
		s.error = INTERNAL;
	} else if (why) {
		td_refuse(job, why);
		s.error = REFUSED;
	} else if (!available(job, &s) || td_use(&dev->next.error)) {
		s.error = INTERNAL;
	} else {
		err = execute(job, &s);
	}
	if (td_is_drop(err))
		return err;
	if (err) {
		s.error = err == -EFAULT ? NO_ADDRESS : INTERNAL;
		dev->count.faults += err == -EFAULT;
	}
	dev->count.errors += s.error != NO_ERROR;
	td_set(job, 28, 1 | s.icv << 1 | (s.error ? NOT_FLAGGED : s.mode == M_GCM ? FLAG_AEAD : FLAG_CIPHER) << 7 | s.error << 16);
	return 0;
}

static struct crypto_skcipher *cipher_of(const char *name)
{
	/* Synchronous ones: the engine waits in any case. */
	struct crypto_skcipher *tfm = crypto_alloc_skcipher(name, 0, CRYPTO_ALG_ASYNC);

	return IS_ERR(tfm) ? NULL : tfm;
}

int td_sec_init(struct td_dev *dev)
{
	struct td_sec *sec = kzalloc(sizeof(*sec), GFP_KERNEL);

	if (!sec)
		return -ENOMEM;
	dev->sec = sec;
	sec->cipher[0][M_ECB] = cipher_of("ecb(aes)");
	sec->cipher[0][M_CBC] = cipher_of("cbc(aes)");
	sec->cipher[1][M_CBC] = cipher_of("cbc(sm4)");
	if (dev->version > 2) {
		sec->cipher[0][M_CTR] = cipher_of("ctr(aes)");
		sec->cipher[1][M_ECB] = cipher_of("ecb(sm4)");
		sec->cipher[1][M_CTR] = cipher_of("ctr(sm4)");
	}
	sec->gcm = crypto_alloc_aead("gcm(aes)", 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(sec->gcm))
		sec->gcm = NULL;
	return sec->cipher[0][M_CBC] ? 0 : -ENOENT;
}

void td_sec_exit(struct td_dev *dev)
{
	int alg, mode;

	if (!dev->sec)
		return;
	for (alg = 0; alg < 2; alg++)
		for (mode = 0; mode < MODES; mode++)
			if (dev->sec->cipher[alg][mode])
				crypto_free_skcipher(dev->sec->cipher[alg][mode]);
	if (dev->sec->gcm)
		crypto_free_aead(dev->sec->gcm);
	kfree(dev->sec);
}
