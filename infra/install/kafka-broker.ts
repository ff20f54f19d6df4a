/** A program around franz-go's broker in memory: its own has fixed ports, and cannot be installed. */
export const KAFKA_BROKER = `// Command kfake-server runs a Kafka broker in memory and prints its address.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1; 0 for any free one")
	version := flag.Bool("version", false, "print what this is")
	flag.Parse()
	if *version {
		fmt.Println("kfake-server")
		return
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(*port), kfake.AllowAutoTopicCreation())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(cluster.ListenAddrs()[0])
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	cluster.Close()
}
`;
