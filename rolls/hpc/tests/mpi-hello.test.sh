#!/bin/bash
# appliance: login
# needs: { compute: 2 }
# within: 120
# Messages travel between two hosts: each adds its number, and only a word from both gives the sum.
set -e
cd "$(mktemp -d)"
cat >hello.c <<'END'
#include <mpi.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	int rank, sum, length;
	char name[MPI_MAX_PROCESSOR_NAME];

	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Get_processor_name(name, &length);
	int mine = rank + 1;
	MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	printf("hello from %s, sum %d\n", name, sum);
	MPI_Finalize();
	return 0;
}
END
mpicc -o hello hello.c
srun -N2 --ntasks-per-node=1 --chdir=/tmp --bcast=/tmp/try-hello "$PWD/hello" | sort | tee said
[ "$(sed 's/\.[^,]*,/,/' said)" = 'hello from compute-0-0, sum 3
hello from compute-0-1, sum 3' ]
