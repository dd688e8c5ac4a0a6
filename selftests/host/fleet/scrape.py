# SPDX-License-Identifier: GPL-2.0-only
"""
scrape.py PROGRAMS PACKAGING METRICS - the dashboard and the alerts on a real scrape

Starts three node-exporters and a Prometheus, all of PROGRAMS, on ports of the
loopback device:

  a  has METRICS, as "ptwalk stat --openmetrics" wrote them
  b  has the same by cgroup, a million times as large, and an hour old; a day
     ago all of it was huge
  c  has a file that node-exporter refuses; an hour ago it had metrics

Then asks Prometheus each query of the dashboard and the expression of each
alert, and compares with sums of METRICS that are worked out here.  Prints "ok
WHAT" or "not ok WHAT" for each.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import defaultdict

PROGRAMS, PACKAGING, METRICS = map(os.path.abspath, sys.argv[1:4])
PATIENCE = 60           # seconds, on a busy machine
LARGER = 1 << 20
SAMPLE = re.compile(r'(\w+)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
DAY = 86400


def check(what, good, *reasons):
    print("ok" if good else "not ok", what)
    for reason in reasons if not good else ():
        print("#", reason)


def samples(text):
    """(name, labels, value) of each sample of a text of metrics"""
    found = []
    for line in text.splitlines():
        match = SAMPLE.match(line)
        if match and not line.startswith("#"):
            labels = {k: re.sub(r"\\(.)", r"\1", v)
                      for k, v in LABEL.findall(match[2] or "")}
            found.append((match[1], labels, float(match[3])))
    return found


def port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# ---- the hosts -------------------------------------------------------------

def by_cgroup(text):
    """the same metrics by cgroup, of a much larger host, with trouble"""
    lines = []
    for line in text.splitlines():
        match = SAMPLE.match(line)
        if match and not line.startswith("#"):
            name, labels, value = match.groups()
            if labels:
                labels = re.sub(r'comm="((?:[^"\\]|\\.)*)"',
                                r'cgroup="/kubepods/\1",pod_uid="p",container_id="\1"', labels)
            if name.endswith("_bytes"):
                value = "%.16g" % (float(value) * LARGER)
            value = {"ptwalk_missing_processes": "3",
                     "ptwalk_mmap_lock_held_max_seconds": "0.2"}.get(name, value)
            line = "%s%s %s" % (name, "{%s}" % labels if labels else "", value)
        lines.append(line)
    return "\n".join(lines) + "\n"


def history(text, now):
    """b a day ago, when all that is resident was huge, and c an hour ago"""
    lines = []
    for name, labels, value in samples(text):
        if name != "ptwalk_resident_bytes":
            continue
        words = ",".join('%s="%s"' % (k, v.replace("\\", "\\\\").replace('"', '\\"'))
                         for k, v in {**labels, "instance": "b", "job": "node"}.items())
        lines += [(metric, "%s{%s} %g %d" % (metric, words, value, now - DAY + second))
                  for metric in ("ptwalk_resident_bytes", "ptwalk_resident_huge_bytes")
                  for second in range(0, 600, 30)]
    lines += [("ptwalk_missing_processes",
               'ptwalk_missing_processes{instance="c",job="node"} 0 %d' % (now - 3600))]
    families = defaultdict(list)
    for metric, line in lines:
        families[metric].append(line)
    return "".join("# TYPE %s gauge\n%s\n" % (metric, "\n".join(of))
                   for metric, of in families.items()) + "# EOF\n"


def start(started, program, *args):
    with open(program + ".log", "a") as log:
        started.append(subprocess.Popen([os.path.join(PROGRAMS, program), *args],
                                        stdout=log, stderr=log))


def start_all(started, text):
    now = int(time.time())
    targets = ""
    for host, metrics in (("a", text), ("b", by_cgroup(text)),
                          ("c", "ptwalk_missing_processes\n")):
        os.mkdir(host)
        with open(host + "/ptwalk.prom", "w") as file:
            file.write(metrics)
        at = "127.0.0.1:%d" % port()
        start(started, "prometheus-node-exporter", "--web.listen-address=" + at,
              "--collector.disable-defaults", "--collector.meminfo", "--collector.textfile",
              "--collector.textfile.directory=" + os.path.abspath(host))
        targets += "      - {targets: ['%s'], labels: {instance: %s}}\n" % (at, host)
    os.utime("b/ptwalk.prom", (now - 3600, now - 3600))
    with open("history", "w") as file:
        file.write(history(by_cgroup(text), now))
    subprocess.run([os.path.join(PROGRAMS, "promtool"), "tsdb", "create-blocks-from",
                    "openmetrics", "history", "data"], check=True, stdout=subprocess.DEVNULL)
    with open("prometheus.yml", "w") as file:
        file.write("global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                   "rule_files: ['%s/prometheus/ptwalk.rules.yml']\n"
                   "scrape_configs:\n  - job_name: node\n    static_configs:\n%s" %
                   (PACKAGING, targets))
    at = "127.0.0.1:%d" % port()
    start(started, "prometheus", "--web.listen-address=" + at, "--config.file=prometheus.yml",
          "--storage.tsdb.path=data")
    return "http://" + at


# ---- questions -------------------------------------------------------------

class Prometheus:
    def __init__(self, address):
        self.address = address

    def ask(self, path, **params):
        url = "%s/api/v1/%s?%s" % (self.address, path, urllib.parse.urlencode(params))
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error).get("error")) from None

    def query(self, expression):
        """{labels of a series: its value}"""
        return {tuple(sorted(one["metric"].items())): float(one["value"][1])
                for one in self.ask("query", query=expression)["result"]}

    def wait(self, expression, count):
        """until an expression has so many series"""
        end = time.time() + PATIENCE
        while time.time() < end:
            try:
                if len(self.query(expression)) == count:
                    return True
            except (OSError, ValueError):
                pass
            time.sleep(0.2)
        return False


class Sums:
    """What the metrics of a and b add up to"""

    def __init__(self, texts):
        self.all = [(name, {**labels, "instance": host}, value)
                    for host, text in texts.items() for name, labels, value in samples(text)]

    def by(self, name, *by):
        sums = defaultdict(float)
        for metric, labels, value in self.all:
            if metric == "ptwalk_" + name:
                sums[tuple(sorted((k, labels[k]) for k in by if k in labels))] += value
        return dict(sums)


def combine(function, *sums):
    return {key: function(*(s[key] for s in sums)) for key in sums[0]
            if all(key in s for s in sums)}


def most(sums, count):
    return dict(sorted(sums.items(), key=lambda one: -one[1])[:count])


def panels(sums):
    """For each panel of the dashboard what its queries have to answer"""
    minus, over = lambda a, b: a - b, lambda a, b: a / b if b else float("nan")
    service = ("comm", "cgroup")

    def gain(*by):
        return combine(minus, sums.by("resident_eligible_bytes", *by),
                       sums.by("resident_huge_bytes", *by))

    def share(*by):
        return combine(over, sums.by("resident_huge_bytes", *by), sums.by("resident_bytes", *by))

    return {
        "Huge": [share()],
        "Eligible but not huge": [gain()],
        "Page tables": [sums.by("page_table_bytes")],
        "Huge, by host": [share("instance")],
        "Not huge, and why": [most(sums.by("resident_not_huge_bytes", "reason"), 8)],
        "Eligible but not huge, by service": [most(gain(*service), 10)],
        "Huge, by service": [{key: value for key, value in share(*service).items()
                              if key in most(sums.by("resident_bytes", *service), 10)}],
        "Resident, by service": [most(sums.by("resident_bytes", *service), 10)],
        "Page tables, by service": [most(sums.by("page_table_bytes", *service), 10)],
        "hugetlb, by service": [most(sums.by("hugetlb_bytes", *service), 10)],
        "Processes": [sums.by("processes"), sums.by("missing_processes")],
        "Cost: mmap locks held": [sums.by("mmap_lock_held_seconds", "instance"),
                                  sums.by("mmap_lock_held_max_seconds", "instance")],
    }


def same(got, wanted):
    """the same values; which of equal series topk() takes is its own choice"""
    return len(got) == len(wanted) and all(
        abs(a - b) <= 1e-6 * abs(b) or a != a and b != b
        for a, b in zip(sorted(got.values()), sorted(wanted.values()))) and \
        (set(got) == set(wanted) or len(set(wanted.values())) < len(wanted))


def ask_dashboard(prometheus, sums):
    with open(PACKAGING + "/grafana/ptwalk.json") as file:
        dashboard = json.load(file)
    wanted = panels(sums)
    titles = [panel["title"] for panel in dashboard["panels"]]
    check("each panel is asked", sorted(titles) == sorted([*wanted, "Age of the oldest metrics"]),
          titles)
    now = time.time()
    for panel in dashboard["panels"]:
        title = panel["title"]
        for number, target in enumerate(panel["targets"]):
            expression = target["expr"].replace("$instance", ".+")
            what = "panel %s, query %d" % (title, number + 1)
            try:
                got = prometheus.query(expression)
                drawn = prometheus.ask("query_range", query=expression, start=now - 60,
                                       end=now, step=5)["result"]
            except ValueError as error:
                check(what, False, error)
                continue
            check(what + ": as many lines are drawn", len(drawn) == len(got), len(drawn), len(got))
            unknown = set(re.findall(r"{{(\w+)}}", target["legendFormat"])) - \
                {"instance", "comm", "cgroup", "reason"}
            check(what + ": the legend names labels that there are", not unknown, unknown)
            if title == "Age of the oldest metrics":
                check(what, len(got) == 1 and 3600 <= min(got.values()) < 3600 + 2 * PATIENCE, got)
            else:
                check(what, same(got, wanted[title][number]), got, wanted[title][number])
    hosts = prometheus.ask("label/instance/values", **{"match[]": "ptwalk_processes"})
    check("the dashboard's hosts", hosts == ["a", "b"], hosts)


def ask_alerts(prometheus):
    """which host each alert is about"""
    wanted = {"PtwalkEligibleNotHuge": {"b"}, "PtwalkHugeShareFell": {"b"},
              "PtwalkPageTablesLarge": {"b"}, "PtwalkMetricsStale": {"b"},
              "PtwalkMetricsGone": {"c"}, "PtwalkProcessesMissing": {"b"},
              "PtwalkLockHeldLong": {"b"}}
    rules = prometheus.ask("rules")["groups"][0]["rules"]
    check("Prometheus has the alerts", {rule["name"] for rule in rules} == set(wanted),
          [rule["name"] for rule in rules])
    for rule in rules:
        hosts = {dict(series).get("instance") for series in prometheus.query(rule["query"])}
        check("alert %s is about host %s" % (rule["name"], *wanted[rule["name"]]),
              hosts == wanted[rule["name"]], hosts)
        check("alert %s waits" % rule["name"],
              (rule["health"], rule["state"]) == ("ok", "pending"), rule["health"],
              rule["state"], rule.get("lastError"))


def main():
    with open(METRICS) as file:
        text = file.read()
    started = []
    try:
        prometheus = Prometheus(start_all(started, text))
        arrived = prometheus.wait("ptwalk_missing_processes", 2) and \
            prometheus.wait("up == 1", 3) and prometheus.wait("group by (alertname) (ALERTS)", 7)
        check("the metrics arrive", arrived, prometheus.query("up"), prometheus.query("ALERTS"))
        if not arrived:
            for log in ("prometheus", "prometheus-node-exporter"):
                with open(log + ".log") as file:
                    print("".join("# " + line for line in file.readlines()[-10:]))
            return
        sums = Sums({"a": text, "b": by_cgroup(text)})
        for name in sorted({name for name, _, _ in sums.all}):
            got, wanted = prometheus.query(name), [v for n, _, v in sums.all if n == name]
            check("%s: each series" % name, sorted(got.values()) == sorted(wanted), got)
        broken = {dict(series)["instance"] for series
                  in prometheus.query("node_textfile_scrape_error == 1")}
        check("node-exporter takes the files, but for that of c", broken == {"c"}, broken)
        ask_dashboard(prometheus, sums)
        ask_alerts(prometheus)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


main()
