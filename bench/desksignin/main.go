// Command desksignin signs in at a running Titian as a browser would and prints
// the session's cookie, so that pages can be asked for under load.
//
//	desksignin -base 127.0.0.1:8080 -user bench -cookie titian <password.txt
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
)

func main() {
	base := flag.String("base", "127.0.0.1:8080", "host:port on the loopback")
	user := flag.String("user", "bench", "sign-in name")
	cookie := flag.String("cookie", "titian", "name of the cookie to print")
	flag.Parse()
	in := bufio.NewScanner(os.Stdin)
	if !in.Scan() {
		log.Fatal("give the password on standard input")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm("http://"+*base+"/sign-in", url.Values{"login": {*user}, "password": {in.Text()}})
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		if c.Name == *cookie && resp.StatusCode == http.StatusSeeOther {
			fmt.Println(c.Value)
			return
		}
	}
	log.Fatalf("no session: %s", resp.Status)
}
