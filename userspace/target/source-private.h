/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files behind source.h share: source.c reads files, source-unpack.c compressed ones,
 * source-live.c chooses what reads a live target and explains what all of these refuse,
 * source-module.c asks the module.
 */
#ifndef PTWALK_SOURCE_PRIVATE_H
#define PTWALK_SOURCE_PRIVATE_H

#include "source.h"

/* source.c */
size_t source_most_read(void);
void source_drop(struct source *source);
int source_read_all(struct source *source, int fd, const struct source_request *request,
		    struct errmsg *err);

/* source-unpack.c */
int source_unpack(struct source *source, int fd, struct errmsg *err);

/* source-live.c */
int source_live(struct source *source, const struct source_place *place,
		const struct source_request *request, struct errmsg *err);
bool source_whole(const struct source_request *request);
int source_refused(int code, const struct source_place *place,
		   const struct source_request *request, struct errmsg *err);

/* source-module.c */
int source_module_open(const struct source_place *place, struct errmsg *err);
int source_module_request(int fd, const struct source_place *place,
			  const struct source_request *request, struct errmsg *err);

#endif /* PTWALK_SOURCE_PRIVATE_H */
