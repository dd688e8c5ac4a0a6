// SPDX-License-Identifier: GPL-2.0-only
/*
 * What reads processes on this machine: see doctor.h.
 */
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "doctor.h"
#include "host.h"
#include "kmod.h"
#include "source.h"
#include "trace-instance.h"

#define BTF	"/sys/kernel/btf/vmlinux"

/* What the module alone does, for who asks whether it is worth having */
#define MODULE_ADDS	"BPF does without it from 6.1 on; it adds the kernel half, under all locks (ptwalk(8), SOURCES)"

/**
 * doctor_add() - add a finding
 * @doctor: added to
 * @check: name of what was looked at
 * @state: enum doctor_state
 * @advice: what to do about it; "" for nothing
 * @format: printf format of what was found
 */
void doctor_add(struct doctor *doctor, const char *check, enum doctor_state state,
		const char *advice, const char *format, ...)
{
	struct doctor_finding *f;
	va_list args;

	if (doctor->nr == DOCTOR_MAX)
		return;
	f = &doctor->finding[doctor->nr++];
	f->check = check;
	f->state = state;
	va_start(args, format);
	vsnprintf(f->finding.text, sizeof(f->finding.text), format, args);
	va_end(args);
	snprintf(f->advice.text, sizeof(f->advice.text), "%s", advice);
}

/* Read one page of this very process, which says more than all that could be looked at. */
static void look_read(struct doctor *doctor)
{
	const __u64 page = (__u64)(unsigned long)doctor & ~(ptwalk_span(1) - 1);
	struct source_request request = { .start = page, .end = page + ptwalk_span(1) };
	struct source source;
	struct errmsg err;

	if (source_open(&source, "self", &request, &err)) {
		doctor_add(doctor, "processes", DOCTOR_FAULT,
			   "without it: dump files, memory images and decode", "cannot be read");
		return;
	}
	doctor->reads = true;
	doctor->by = dump_source_name(source.dump->tail.source);
	doctor_add(doctor, "processes", DOCTOR_OK, "", "can be read, by %s",
		   strcmp(doctor->by, "bpf") ? "the module" : "BPF");
	source_close(&source);
}

static void look_kernel(struct doctor *doctor)
{
	struct utsname host;

	if (uname(&host))
		return;
	if (strcmp(host.machine, "x86_64"))
		doctor_add(doctor, "kernel", DOCTOR_FAULT, "dump files of x86-64 can be read here",
			   "Linux %s for %s: ptwalk reads page tables of x86-64", host.release,
			   host.machine);
	else
		doctor_add(doctor, "kernel", DOCTOR_OK, "", "Linux %s, %u levels of page tables",
			   host.release, source_levels());
}

/* A user namespace has its own capabilities, which count for nothing here. */
static bool in_user_namespace(void)
{
	unsigned long long inside, outside, nr;
	char line[80];

	return host_read_line("/proc/self/uid_map", line, sizeof(line)) &&
	       sscanf(line, "%llu %llu %llu", &inside, &outside, &nr) == 3 &&
	       (inside || outside || nr != 4294967295ULL);
}

static void look_rights(struct doctor *doctor)
{
	const bool admin = host_capable(CAP_SYS_ADMIN);
	const bool bpf = host_capable(CAP_BPF) && host_capable(CAP_PERFMON);

	if (in_user_namespace())
		doctor_add(doctor, "rights", DOCTOR_FAULT, "run ptwalk on the host, as root",
			   "a user namespace, as containers have it: its root has no rights over the kernel");
	else if (!admin && !bpf)
		doctor_add(doctor, "rights", DOCTOR_FAULT,
			   "run it as root; some findings here are only those of this user",
			   "neither CAP_SYS_ADMIN nor CAP_BPF and CAP_PERFMON");
	else
		doctor_add(doctor, "rights", DOCTOR_OK, "", "%s", admin ? "CAP_SYS_ADMIN" :
			   "CAP_BPF and CAP_PERFMON, enough for BPF");
}

static void look_lockdown(struct doctor *doctor)
{
	char level[32];

	if (!host_locked_down(level, sizeof(level)))
		doctor_add(doctor, "lockdown", DOCTOR_OK, "", "%s%s", level,
			   strcmp(level, "unknown") ? "" :
			   ", as securityfs is not mounted at " SECURITYFS);
	else if (!strcmp(level, "integrity"))
		doctor_add(doctor, "lockdown", DOCTOR_NOTE,
			   "BPF needs nothing; the module reads processes that were named: ptwalk module load pids=PID",
			   "integrity, as with Secure Boot: no requests to the module, only signed modules");
	else
		doctor_add(doctor, "lockdown", doctor->reads ? DOCTOR_NOTE : DOCTOR_FAULT,
			   "boot without lockdown=confidentiality; integrity is enough for Secure Boot",
			   "%s: neither BPF nor /proc/kcore may read the kernel's memory", level);
}

static void look_module(struct doctor *doctor)
{
	struct module_status module;
	struct errmsg err;

	if (module_status(&module, &err))
		doctor_add(doctor, "module", DOCTOR_NOTE, "", "%s", err.text);
	else if (module.loaded && *module.version && strcmp(module.version, PTWALK_VERSION))
		doctor_add(doctor, "module", DOCTOR_NOTE,
			   "ptwalk module unload, then ptwalk module load, if the right one is installed",
			   "version %s is loaded, and this is ptwalk " PTWALK_VERSION, module.version);
	else if (module.loaded)
		doctor_add(doctor, "module", DOCTOR_OK, "", "version %s is loaded (%s)",
			   *module.version ? module.version : "unknown", module.state);
	else if (*module.installed)
		doctor_add(doctor, "module", DOCTOR_NOTE, "ptwalk module load, as root; " MODULE_ADDS,
			   "not loaded; installed as %.300s", module.installed);
	else
		doctor_add(doctor, "module", DOCTOR_NOTE,
			   "build it with the headers of this kernel, or let DKMS do so; " MODULE_ADDS,
			   "neither loaded nor installed for this kernel");
}

static void look_debugfs(struct doctor *doctor)
{
	struct errmsg err;

	if (host_debugfs(&err))
		doctor_add(doctor, "debugfs", DOCTOR_NOTE, "for the module alone",
			   "%s", err.text);
	else
		doctor_add(doctor, "debugfs", DOCTOR_OK, "", "mounted at " DEBUGFS);
}

static void look_bpf(struct doctor *doctor)
{
	struct errmsg err;

	if (access(BTF, R_OK))
		doctor_add(doctor, "btf", DOCTOR_NOTE,
			   "a kernel with CONFIG_DEBUG_INFO_BTF=y, as distributions have it; or the module",
			   "no " BTF ", by which BPF knows this kernel's structures");
	else
		doctor_add(doctor, "btf", DOCTOR_OK, "", BTF);
	if (source_bpf_status(&err))
		doctor_add(doctor, "bpf", doctor->reads ? DOCTOR_NOTE : DOCTOR_FAULT, "", "no: %s",
			   err.text);
	else if (source_bpf_dictionary(&err))
		doctor_add(doctor, "bpf", DOCTOR_NOTE, "",
			   "reads processes, but software bits and what is not present stay unknown: %.300s",
			   err.text);
	else
		doctor_add(doctor, "bpf", DOCTOR_OK, "", "reads processes%s",
			   strcmp(doctor->by, "module") ? "" : ", where the module is not loaded");
}

static void look_kcore(struct doctor *doctor)
{
	struct errmsg err;

	if (source_kcore_status(&err))
		doctor_add(doctor, "kcore", DOCTOR_NOTE, "for --source kcore alone", "no: %s", err.text);
	else
		doctor_add(doctor, "kcore", DOCTOR_OK, "",
			   "--source kcore reads /proc/kcore, also the kernel half, without a lock");
}

static void look_tracefs(struct doctor *doctor)
{
	struct errmsg err;

	if (trace_instance_check(&err))
		doctor_add(doctor, "tracefs", DOCTOR_NOTE, "for observe and collapse alone", "%s",
			   err.text);
	else
		doctor_add(doctor, "tracefs", DOCTOR_OK, "", "mounted, for observe and collapse");
}

static void look_libraries(struct doctor *doctor)
{
	char found[DOCTOR_LIST], missing[DOCTOR_LIST];

	doctor_libraries(", ", found, missing);
	if (*missing)
		doctor_add(doctor, "libraries", DOCTOR_NOTE,
			   "install them; one that ptwalk was built without takes a new build",
			   "cannot be loaded: %s", missing);
	else
		doctor_add(doctor, "libraries", DOCTOR_OK, "", "all can be loaded");
}

/**
 * doctor_look() - look at everything
 * @doctor: filled in
 *
 * Reads a page of this process, and loads the BPF program.
 */
void doctor_look(struct doctor *doctor)
{
	*doctor = (struct doctor){ .by = "" };
	look_read(doctor);
	look_kernel(doctor);
	look_rights(doctor);
	look_lockdown(doctor);
	look_module(doctor);
	look_debugfs(doctor);
	look_bpf(doctor);
	look_kcore(doctor);
	look_tracefs(doctor);
	look_libraries(doctor);
	doctor_look_thp(doctor);
}
