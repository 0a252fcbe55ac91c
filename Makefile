# The one script is ./commun; this only spares a few keys.
.PHONY: run test bench gates
run:
	./commun run
test:
	./commun test
bench:
	./commun bench
gates:
	bash .ci/run gates
