package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// bareLoader sends the bare server its import file.
func (o options) bareLoader(name string) (cost, error) {
	data := filepath.Join(o.dir, "data")
	if err := command(o.gen, "-out", data, "-scale", "0.001", "-import", fmt.Sprint(o.rows)).Run(); err != nil {
		return cost{}, fmt.Errorf("make data: %w", err)
	}
	server, err := o.bareServer(name, data)
	if err != nil {
		return cost{}, err
	}
	if err := server.Start(); err != nil {
		return cost{}, err
	}
	before := o.cluster.cpu()
	took, err := send("http://"+bareAddr, filepath.Join(data, "import.csv"))
	c := cost{wall: took}
	if kerr := server.Process.Kill(); kerr != nil {
		return c, errors.Join(err, kerr)
	}
	_ = server.Wait() // it was killed, and says so
	c.cpu = server.ProcessState.UserTime() + server.ProcessState.SystemTime() + o.cluster.cpu() - before
	return c, err
}

const bareAddr = "127.0.0.1:18099"

// bareServer fills the bare server's tables but for the people to come.
func (o options) bareServer(name, data string) (*exec.Cmd, error) {
	if o.cluster != nil {
		if err := o.cluster.fill(name, o.schema, data); err != nil {
			return nil, fmt.Errorf("load: %w", err)
		}
		return command(o.bare, "-db", "pg:"+o.cluster.url(name), "-addr", bareAddr), nil
	}
	file := filepath.Join(o.dir, "bare.db")
	if err := command(o.bare, "-db", file, "-schema", filepath.Join(o.schema, "sqlite.sql"), "-load", data).Run(); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	return command(o.bare, "-db", file, "-addr", bareAddr), nil
}

// send posts a file once the server answers.
func send(base, file string) (time.Duration, error) {
	if err := awaitServer(base + "/hello"); err != nil {
		return 0, err
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	begun := time.Now()
	r, err := http.Post(base+"/persons/import", "text/csv", f)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	if r.StatusCode/100 != 2 {
		return 0, fmt.Errorf("import: %s", r.Status)
	}
	return time.Since(begun), nil
}

// awaitServer waits until somebody answers at the address, whatever they say.
func awaitServer(address string) error {
	var err error
	for range 400 {
		var r *http.Response
		if r, err = http.Get(address); err == nil {
			return r.Body.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}
