// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which unit, pod and container a path of a cgroup names, and whether a line of /proc/PID/cgroup is
 * that of a cgroup.  The paths are those of systemd, of kubelet with both of its drivers, and of
 * container runtimes.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "kselftest_harness.h"

#define ID	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define UID	"8a5b9f1c-0d2e-4f3a-9b6c-7d8e9f0a1b2c"
#define UID_	"8a5b9f1c_0d2e_4f3a_9b6c_7d8e9f0a1b2c"
#define STATIC	"3dd988081e7149463f043b5d9c57d7e9"
#define NODE	"/system.slice/docker-" ID ".scope/kubelet.slice"
#define PODS	"/kubepods.slice/kubepods-burstable.slice"

static const struct {
	const char	*path;
	const char	*unit;
	const char	*pod;
	const char	*container;
} cases[] = {
	{ "/", "/", "", "" },
	{ "/init.scope", "/init.scope", "", "" },
	{ "/system.slice/nginx.service", "/system.slice/nginx.service", "", "" },
	{ "/system.slice/nginx.service/a/b", "/system.slice/nginx.service", "", "" },
	{ "/system.slice/system-getty.slice/getty@tty1.service",
	  "/system.slice/system-getty.slice/getty@tty1.service", "", "" },
	{ "/user.slice/user-1000.slice/session-3.scope", "/user.slice/user-1000.slice", "", "" },
	{ "/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope",
	  "/user.slice/user-1000.slice", "", "" },
	{ "/user.slice/user-.slice/session-3.scope", "/user.slice/user-.slice/session-3.scope",
	  "", "" },
	{ "/user.slice/user-1x.slice/a.scope", "/user.slice/user-1x.slice/a.scope", "", "" },
	{ "/a/b/c", "/a/b/c", "", "" },
	{ "/.service/x", "/.service/x", "", "" },
	/* containers without Kubernetes */
	{ "/system.slice/docker-" ID ".scope/init", "/system.slice/docker-" ID ".scope", "", ID },
	{ "/docker/" ID, "/docker/" ID, "", ID },
	{ "/machine.slice/libpod-" ID ".scope/container", "/machine.slice/libpod-" ID ".scope",
	  "", ID },
	/* kubelet with the driver systemd, and with cgroupfs */
	{ PODS "/kubepods-burstable-pod" UID_ ".slice/cri-containerd-" ID ".scope/x",
	  PODS "/kubepods-burstable-pod" UID_ ".slice/cri-containerd-" ID ".scope", UID, ID },
	{ PODS "/kubepods-burstable-pod" UID_ ".slice", PODS "/kubepods-burstable-pod" UID_ ".slice",
	  UID, "" },
	{ PODS, PODS, "", "" },
	{ "/kubepods/besteffort/pod" UID "/" ID "/y", "/kubepods/besteffort/pod" UID "/" ID, UID, ID },
	{ "/kubepods/pod" UID "/crio-" ID, "/kubepods/pod" UID "/crio-" ID, UID, ID },
	/* of a guaranteed pod, a static one, seen from another cgroup namespace */
	{ "/kubepods.slice/kubepods-pod" STATIC ".slice/crio-" ID ".scope",
	  "/kubepods.slice/kubepods-pod" STATIC ".slice/crio-" ID ".scope", STATIC, ID },
	{ "/../../kubepods/pod" UID "/" ID, "/../../kubepods/pod" UID "/" ID, UID, ID },
	/* a node that is itself a container: the pod counts */
	{ NODE "/kubelet-pod" UID_ ".slice/cri-containerd-" ID ".scope",
	  NODE "/kubelet-pod" UID_ ".slice/cri-containerd-" ID ".scope", UID, ID },
	/* no IDs: too short, too long, capital letters, another word */
	{ "/docker/" ID "0/x", "/docker/" ID "0/x", "", "" },
	{ "/docker/012345/x", "/docker/012345/x", "", "" },
	{ "/kubepods/pod" UID "0/x", "/kubepods/pod" UID "0/x", "", "" },
	{ "/tripod" UID "/x", "/tripod" UID "/x", "", "" },
	{ "/pod", "/pod", "", "" },
	{ "", "", "", "" },
	{ "//a//x.service//b", "//a//x.service", "", "" },
};

TEST(units)
{
	struct cgroup_unit unit;
	char text[512];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cgroup_unit(cases[i].path, &unit);
		snprintf(text, sizeof(text), "%.*s", (int)unit.length, cases[i].path);
		EXPECT_STREQ(cases[i].unit, text);
		EXPECT_STREQ(cases[i].pod, unit.pod);
		EXPECT_STREQ(cases[i].container, unit.container);
	}
}

TEST(of_a_process)
{
	char path[PATH_MAX];
	int rc = cgroup_read(getpid(), path);

	/* the machine that runs the tests may have cgroup v1 */
	if (rc == -EOPNOTSUPP)
		SKIP(return, "no cgroup v2 here");
	ASSERT_EQ(0, rc);
	EXPECT_EQ('/', path[0]);
	EXPECT_EQ(-ESRCH, cgroup_read(0, path));
	EXPECT_STREQ("", path);
}

TEST(names_of_units)
{
	EXPECT_TRUE(cgroup_has_unit("/system.slice/nginx.service", "nginx.service"));
	EXPECT_TRUE(cgroup_has_unit("/system.slice/nginx.service", "nginx"));
	EXPECT_TRUE(cgroup_has_unit("/system.slice/nginx.service", "system.slice"));
	EXPECT_TRUE(cgroup_has_unit("/system.slice/nginx.service/worker", "nginx"));
	EXPECT_TRUE(cgroup_has_unit("/user.slice/user-0.slice/session-3.scope", "session-3"));
	EXPECT_TRUE(cgroup_has_unit("/user.slice/dbus-:1.2-org.Foo@0.service", "user.slice"));
	EXPECT_TRUE(cgroup_has_unit("/user.slice/dbus-:1.2-org.Foo@0.service", "dbus-:1.2-org.Foo@0"));
	/* systemd's escapes */
	EXPECT_TRUE(cgroup_has_unit("/machine.slice/machine-debian\\x2d12.scope", "debian-12"));
	EXPECT_TRUE(cgroup_has_unit("/system.slice/a\\x2db.service", "a-b"));
	EXPECT_TRUE(cgroup_has_unit("/system.slice/a\\x2db.service", "a\\x2db.service"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/a\\x2d.service", "a-b"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/a\\x2db.service", "a-"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/a\\x2.service", "a\x02"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/nginx.service", "ngin"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/nginx.service", "nginx.scope"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/nginx.service", ""));
	EXPECT_FALSE(cgroup_has_unit("/", "nginx"));
	EXPECT_FALSE(cgroup_has_unit("", ""));
}

TEST(names_of_containers)
{
	EXPECT_TRUE(cgroup_has_unit("/system.slice/docker-" ID ".scope", ID));
	EXPECT_TRUE(cgroup_has_unit("/system.slice/docker-" ID ".scope", "0123456789ab"));
	EXPECT_TRUE(cgroup_has_unit("/docker/" ID, "0123456789abcdef"));
	EXPECT_TRUE(cgroup_has_unit("/machine.slice/libpod-" ID ".scope/container", ID));
	EXPECT_TRUE(cgroup_has_unit("/kubepods.slice/kubepods-pod1.slice/cri-containerd-" ID ".scope",
				    "0123456789ab"));
	EXPECT_TRUE(cgroup_has_unit("/machine.slice/machine-web.scope", "web"));
	EXPECT_TRUE(cgroup_has_unit("/lxc.payload.web", "web"));
	EXPECT_TRUE(cgroup_has_unit("/a.service/kubepods-pod1.slice:cri-containerd:" ID, ID));
	/* fewer digits are those of several, and letters that are no digits are no ID */
	EXPECT_FALSE(cgroup_has_unit("/docker/" ID, "0123456789a"));
	EXPECT_FALSE(cgroup_has_unit("/system.slice/0123456789abxy.service", "0123456789ab"));
	EXPECT_FALSE(cgroup_has_unit("/docker/" ID, ID "0"));
}

/* Names of units can have colons, as those of what D-Bus starts */
TEST(path_of_a_line)
{
	EXPECT_STREQ("/user.slice/dbus-:1.2-org.Foo@0.service",
		     cgroup_line_path("0::/user.slice/dbus-:1.2-org.Foo@0.service"));
	EXPECT_STREQ("/", cgroup_line_path("3:cpu,cpuacct:/"));
	EXPECT_EQ(NULL, cgroup_line_path("0:"));
	EXPECT_EQ(NULL, cgroup_line_path(""));
	EXPECT_TRUE(cgroup_line_below("0::/a:b/c", "/a:b"));
}

TEST(cgroups_of_version_2)
{
	const char *line = "0::/system.slice/nginx.service";

	EXPECT_TRUE(cgroup_line_below(line, "/system.slice/nginx.service"));
	EXPECT_TRUE(cgroup_line_below(line, "/system.slice/nginx.service/"));
	EXPECT_TRUE(cgroup_line_below(line, "system.slice"));
	EXPECT_TRUE(cgroup_line_below(line, "/"));
	EXPECT_TRUE(cgroup_line_below(line, "/sys/fs/cgroup/system.slice"));
	EXPECT_TRUE(cgroup_line_below(line, "/sys/fs/cgroup"));
	EXPECT_FALSE(cgroup_line_below(line, "/system.slice/nginx"));
	EXPECT_FALSE(cgroup_line_below(line, "/nginx.service"));
	EXPECT_FALSE(cgroup_line_below(line, "/sys/fs/cgroup/memory/system.slice"));
	EXPECT_FALSE(cgroup_line_below("no line", "/"));
	/* beside version 1 */
	EXPECT_TRUE(cgroup_line_below(line, "/sys/fs/cgroup/unified/system.slice"));
	EXPECT_FALSE(cgroup_line_below(line, "/sys/fs/cgroup/unified/user.slice"));
	EXPECT_FALSE(cgroup_line_below(line, "/sys/fs/cgroup/unifiedsystem.slice"));
}

TEST(cgroups_of_version_1)
{
	EXPECT_TRUE(cgroup_line_below("4:memory:/a/b", "/a"));
	EXPECT_TRUE(cgroup_line_below("4:memory:/a/b", "/sys/fs/cgroup/memory/a/b"));
	EXPECT_TRUE(cgroup_line_below("4:memory:/a/b", "/sys/fs/cgroup/memory"));
	EXPECT_TRUE(cgroup_line_below("3:cpu,cpuacct:/a", "/sys/fs/cgroup/cpu,cpuacct/a"));
	EXPECT_TRUE(cgroup_line_below("3:cpu,cpuacct:/a", "/sys/fs/cgroup/cpu/a"));
	EXPECT_TRUE(cgroup_line_below("3:cpu,cpuacct:/a", "/sys/fs/cgroup/cpuacct"));
	EXPECT_TRUE(cgroup_line_below("1:name=systemd:/a", "/sys/fs/cgroup/systemd/a"));
	EXPECT_FALSE(cgroup_line_below("3:cpu,cpuacct:/a", "/sys/fs/cgroup/acct/a"));
	EXPECT_FALSE(cgroup_line_below("3:cpu,cpuacct:/a", "/sys/fs/cgroup/cpu,/a"));
	EXPECT_FALSE(cgroup_line_below("3:cpu,cpuacct:/a", "/sys/fs/cgroup//a"));
	EXPECT_FALSE(cgroup_line_below("4:memory:/a/b", "/sys/fs/cgroup/memory2/a"));
	EXPECT_FALSE(cgroup_line_below("4:memory:/a/b", "/sys/fs/cgroup/a/b"));
	EXPECT_FALSE(cgroup_line_below("4:memory:/a/b", "/sys/fs/cgroup/pids/a/b"));
}

TEST_HARNESS_MAIN
