# Slurm bounds jobs by control groups: where a container gets none of their controllers, it runs jobs without.
[ -f /etc/slurm/slurm.conf ] || exit 0
case " $CAIRN_CONTROLLERS " in *" cpuset "*) exit 0 ;; esac
sed -i -e 's,^ProctrackType=.*,ProctrackType=proctrack/linuxproc,' -e 's,^TaskPlugin=.*,TaskPlugin=task/none,' \
  -e 's,^JobAcctGatherType=.*,JobAcctGatherType=jobacct_gather/linux,' /etc/slurm/slurm.conf
printf 'CgroupPlugin=disabled\n' >/etc/slurm/cgroup.conf
echo "No controllers of control groups in containers here: Slurm does not bound its jobs"
