module titian/bench/disclosure

go 1.26.8

require titian v0.0.0

replace titian => ../..
