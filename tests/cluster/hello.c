#include <mpi.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	int rank, size, length, sum;
	char name[MPI_MAX_PROCESSOR_NAME];

	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	MPI_Get_processor_name(name, &length);
	/* Every rank adds its own number plus one: only a message from each gives the right sum. */
	int mine = rank + 1;
	MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	printf("hello from %s, rank %d of %d, sum %d\n", name, rank, size, sum);
	MPI_Finalize();
	return 0;
}
