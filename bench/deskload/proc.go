package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tree lists the given processes and all their descendants.
func tree(list string) []int {
	if list == "" {
		return nil
	}
	kids := map[int][]int{}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if f := stat(pid); len(f) > 2 {
			pp, _ := strconv.Atoi(f[1])
			kids[pp] = append(kids[pp], pid)
		}
	}
	var out []int
	var walk func(int)
	walk = func(p int) {
		out = append(out, p)
		for _, k := range kids[p] {
			walk(k)
		}
	}
	for _, s := range strings.Split(list, ",") {
		if p, err := strconv.Atoi(s); err == nil {
			walk(p)
		}
	}
	return out
}

// stat returns the fields of /proc/PID/stat after the command name (state first).
func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	return strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
}

// cpuTime is the user and system time of the processes, in 10 ms ticks, with
// that of the children they have waited for (a PostgreSQL backend that ended).
func cpuTime(pids []int) (d time.Duration) {
	for _, p := range pids {
		if f := stat(p); len(f) > 14 {
			for _, s := range f[11:15] {
				n, _ := strconv.Atoi(s)
				d += time.Duration(n) * 10 * time.Millisecond
			}
		}
	}
	return d
}

// pss is the processes' memory in bytes, shared pages divided among their
// users, and the part of it that is pages of mapped files.
func pss(pids []int) (all, mapped int64) {
	for _, p := range pids {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		for line := range strings.Lines(string(b)) {
			name, value, _ := strings.Cut(line, ":")
			if name != "Pss" && name != "Pss_File" {
				continue
			}
			k, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			if name == "Pss" {
				all += k << 10
			} else {
				mapped += k << 10
			}
		}
	}
	return all, mapped
}
