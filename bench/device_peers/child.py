"""A process that answers commands by lines of JSON, started anew when it does not answer in time."""

import json
import os
import select
import subprocess
import time


class Late(Exception):
    """No answer in time, or the process ended: it has been killed and starts again with the next command."""


class Child:
    def __init__(self, name, command, log, environment=None):
        self.name = name
        self.command = command
        self.log = log
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        self.rest = b""
        self.start()

    def start(self):
        self.rest = b""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=self.environment
            )

    def send(self, line):
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except OSError as e:
            self.kill()
            raise Late(f"{self.name} is gone: {e}") from e

    def receive(self, seconds):
        """The next answer; Late if it does not come."""
        deadline = time.monotonic() + seconds
        pipe = self.process.stdout.fileno()
        while b"\n" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                self.kill()
                raise Late(f"{self.name} did not answer within {seconds:.0f} s")
            part = os.read(pipe, 1 << 16)
            if not part:
                code = self.process.wait()
                self.kill()
                raise Late(f"{self.name} ended with exit code {code}, see {os.path.basename(self.log)}")
            self.rest += part
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line)

    def ask(self, line, seconds):
        self.send(line)
        return self.receive(seconds)

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None

    def close(self):
        if self.process is not None:
            try:
                self.send("quit")
                self.process.wait(10)
            except (Late, subprocess.TimeoutExpired):
                pass
            self.kill()
