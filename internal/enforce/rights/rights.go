// Package rights holds one rule true of the constructed program: every use case
// takes an actor and refuses those without the right to it. It stands apart from
// enforce so that the rules about source can speak while the program does not build.
package rights
