module titian/bench

go 1.26
