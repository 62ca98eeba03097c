usermod --append --groups data,www-data portal
[ -e /srv/portal ] || install -d -m 0750 -o portal -g portal /srv/portal
mkdir -p /data
mkdir -p /srv/share-x
mkdir -p /scratch
mkdir -p /more
update-alternatives --set editor /bin/nano
