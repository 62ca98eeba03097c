# Grid Engine's commands ask these for the master
export SGE_ROOT=/var/lib/gridengine SGE_CELL=default
