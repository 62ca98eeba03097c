# Gives each host a request on the standard input of a command there, over SSH by ClusterShell, and prints what each
# answers as one line of JSON: {"host", "status", "out", "err"}. Standard input: {"command", "requests": {HOST: TEXT}}.
import json
import sys

from ClusterShell.Event import EventHandler
from ClusterShell.Task import task_self


class Answer(EventHandler):
    def __init__(self, host):
        EventHandler.__init__(self)
        self.host = host
        self.lines = {"stdout": [], "stderr": []}
        self.status = 255

    def ev_read(self, worker, node, sname, msg):
        self.lines.setdefault(sname, []).append(msg.decode("utf-8", "replace"))

    def ev_hup(self, worker, node, rc):
        self.status = rc

    def ev_close(self, worker, timedout):
        said = {"host": self.host, "status": 124 if timedout else self.status}
        said["out"] = "\n".join(self.lines["stdout"])
        said["err"] = "\n".join(self.lines["stderr"])
        print(json.dumps(said), flush=True)


asked = json.load(sys.stdin)
task = task_self()
task.set_info("ssh_user", "root")
task.set_info("connect_timeout", 15)
for host, text in asked["requests"].items():
    worker = task.shell(asked["command"], nodes=host, handler=Answer(host), timeout=3600, stderr=True)
    worker.write(text.encode("utf-8"))
    worker.set_write_eof()
task.resume()
