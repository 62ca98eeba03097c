#!/usr/bin/perl
# Keeps the certificates of this machine's services fresh, and the list of whom the cluster's authority has revoked, as
# /etc/cairn/certificates.conf says. Keys are made here and never leave the machine.
use strict;
use warnings;
use IO::Socket::UNIX;
use POSIX ();

my $root = $ENV{CAIRN_ROOT} // '';
my $folder = "$root/etc/cairn/certificates";
my $ssh = "$root/etc/ssh";
my $work = "$root/run/cairn-certificates";
my $socket = "$root/run/cairn/cairnd.sock";
my $seconds = $ENV{CAIRN_WAIT} // 120;
$ENV{TZ} = 'UTC';
POSIX::tzset();
umask 077;

my ($frontend, $trusted, @wanted, %reload) = ('frontend', '');
open my $conf, '<', "$root/etc/cairn/certificates.conf" or die "No certificates.conf: $!\n";
while (<$conf>) {
  my ($what, @words) = split;
  next if !defined $what || $what =~ /^#/;
  $frontend = $words[0] if $what eq 'frontend';
  push @wanted, [@words] if $what eq 'certificate';
  $reload{$_} ||= 'reload' for $what eq 'certificate' ? list_of($words[5]) : ();
  $reload{$_} = 'restart' for $what eq 'trust' ? list_of($words[0]) : ();
}

sub list_of { return grep { $_ ne '-' } split /,/, $_[0] // '-'; }

sub slurp {
  open my $file, '<', $_[0] or return '';
  local $/;
  return <$file> // '';
}

# Beside and renamed: nobody reads a half of it
sub write_file {
  my ($path, $text, $mode, $owner, $group) = @_;
  unlink "$path.new";
  open my $file, '>', "$path.new" or die "Cannot write $path: $!\n";
  print $file $text;
  close $file or die "Cannot write $path: $!\n";
  if (defined $owner) {
    my ($uid, $gid) = (scalar getpwnam $owner, scalar getgrnam $group);
    die "There is no account $owner, or no group $group\n" if !defined $uid || !defined $gid;
    chown $uid, $gid, "$path.new" or die "Cannot give $path to $owner: $!\n";
  }
  chmod $mode, "$path.new" or die "Cannot protect $path: $!\n";
  return "$path.new";
}

sub put { rename $_[0], $_[1] or die "Cannot replace $_[1]: $!\n"; return; }

# What a program says; undefined if it fails
sub said {
  my @argv = @_;
  my $pid = open(my $out, '-|') // die "Cannot fork: $!\n";
  if (!$pid) {
    open STDERR, '>', '/dev/null';
    exec { $argv[0] } @argv or POSIX::_exit(127);
  }
  local $/;
  my $text = <$out> // '';
  close $out;
  return $? == 0 ? $text : undef;
}

# On the frontend itself: through the door that is root's alone
my $is_frontend = -e "$root/etc/cairn/frontend.json";
sub ask {
  my ($what, $rest) = @_;
  my $name = (POSIX::uname())[1];
  if (!$is_frontend) {
    require "$root/usr/lib/cairn/ask-frontend.pl";
    return ask_frontend($frontend, undef, $what, $rest);
  }
  my $door = IO::Socket::UNIX->new(Peer => $socket) or return ('', '');
  print $door "GET /boot/$what/$name/$rest HTTP/1.0\r\nHost: $name\r\n\r\n";
  local $/;
  my ($head, $text) = split /\r\n\r\n/, <$door> // '', 2;
  my ($line) = split /\r\n/, $head // '';
  return ($line // '', $text // '');
}

# A frontend may start later than its hosts, and one that is busy says so
my $end = time + $seconds;
sub must_ask {
  my ($what, $rest, $is_urgent) = @_;
  for (;;) {
    my ($line, $text) = ask($what, $rest);
    return $text if $line =~ m{^HTTP/\S+ 200};
    my $why = $line eq '' ? 'does not answer' : "says: $line";
    die "The frontend $why\n" if !$is_urgent || time >= $end || $line =~ m{^HTTP/\S+ 4(?!29|03)};
    sleep 5;
  }
}

# The list of the frontend is signed by the authority that this machine knows its hosts by, since its installation
sub take_trust {
  my $text = must_ask('trust', 'list', !-e "$folder/crl.pem");
  my ($list, $signature) = $text =~ /\A(.*?)(-----BEGIN SSH SIGNATURE-----.*)\z/s;
  my ($key) = slurp("$ssh/ssh_known_hosts") =~ /^\@cert-authority \* (ssh-ed25519 \S+) cluster$/m;
  die "The frontend's answer is no list of the authority\n" if !defined $list;
  die "This machine knows no authority of its cluster\n" if !defined $key;
  put(write_file("$work/list", $list, 0600), "$work/list");
  put(write_file("$work/list.sig", $signature, 0600), "$work/list.sig");
  put(write_file("$work/signers", "cluster namespaces=\"cairn-trust\" $key\n", 0600), "$work/signers");
  open STDIN, '<', "$work/list" or die "No list: $!\n";
  my @verify = ('-f', "$work/signers", '-I', 'cluster', '-n', 'cairn-trust', '-s', "$work/list.sig");
  defined said('ssh-keygen', '-Y', 'verify', @verify) or die "The list is not signed by the cluster's authority\n";
  my ($made) = $list =~ /^Made: (\d+)$/m or die "The list does not say when it was made\n";
  my ($known) = (stat "$folder/crl.pem")[9] // 0;
  return '' if $made < $known;
  my %parts = ('ca.pem' => 'CERTIFICATE', 'crl.pem' => 'X509 CRL');
  my $changed = '';
  for my $name (sort keys %parts) {
    my $pem = join '', $list =~ /(-----BEGIN $parts{$name}-----.*?-----END $parts{$name}-----\n)/sg;
    next if $pem eq slurp("$folder/$name");
    put(write_file("$folder/$name", $pem, 0644), "$folder/$name");
    $changed = 1;
  }
  utime $made, $made, "$folder/crl.pem";
  return $changed;
}

sub seconds_of {
  my ($date) = @_;
  my @parts = ($date // '') =~ /^(\d+)-(\d+)-(\d+)[ T](\d+):(\d+):(\d+)Z?$/ or return 0;
  return POSIX::mktime(@parts[5, 4, 3, 2], $parts[1] - 1, $parts[0] - 1900);
}

sub is_good {
  my ($service, $names) = @_;
  my ($chain, $key) = ("$folder/$service/chain.pem", "$folder/$service/key.pem");
  my @verify = ('-CAfile', "$folder/ca.pem", '-CRLfile', "$folder/crl.pem", '-crl_check', '-untrusted', $chain);
  defined said('openssl', 'verify', @verify, $chain) or return '';
  is_pair($chain, $key) or return '';
  my $dates = said('openssl', 'x509', '-in', $chain, '-noout', '-dates', '-dateopt', 'iso_8601') // '';
  my ($from, $until) = map { seconds_of($_) } $dates =~ /notBefore=(.*)\nnotAfter=(.*)\n/;
  return '' if !$until || time >= $from + ($until - $from) * 2 / 3;
  for my $name ((POSIX::uname())[1], list_of($names)) {
    my $fits = said('openssl', 'x509', '-in', $chain, '-noout', '-checkhost', $name) // '';
    return '' if $fits !~ /does match/;
  }
  return 1;
}

sub is_pair {
  my ($chain, $key) = @_;
  my $certified = said('openssl', 'x509', '-in', $chain, '-noout', '-pubkey') // 'none';
  return $certified eq (said('openssl', 'pkey', '-in', $key, '-pubout') // '');
}

# What is between the lines that begin and end it, for an address
sub compact {
  my ($pem) = @_;
  $pem =~ s/-----[A-Z ]+-----|\s+//g;
  $pem =~ tr{+/}{-_};
  $pem =~ s/=+$//;
  return $pem;
}

sub take_certificate {
  my ($service, $owner, $group, $mode) = @_;
  my ($key, $request, $chain) = map { "$work/$_" } 'key.pem', 'request.pem', 'chain.pem';
  my @curve = ('-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256');
  defined said('openssl', 'genpkey', @curve, '-out', $key) or die "openssl makes no key\n";
  defined said('openssl', 'req', '-new', '-key', $key, '-subj', '/CN=request', '-out', $request)
    or die "openssl makes no request\n";
  my $body = compact(slurp($request));
  unlink "$work/said.sig";
  put(write_file("$work/said", "$service\n$body\n", 0600), "$work/said");
  my @sign = ('-f', "$ssh/ssh_host_ed25519_key", '-n', 'cairn-certificate', "$work/said");
  defined said('ssh-keygen', '-q', '-Y', 'sign', @sign) or die "The SSH host key signs nothing\n";
  my $signature = compact(slurp("$work/said.sig"));
  my $text = must_ask('tls', "$service?request=$body&signature=$signature", !-e "$folder/$service/chain.pem");
  put(write_file($chain, $text, 0600), $chain);
  defined said('openssl', 'verify', '-CAfile', "$folder/ca.pem", '-untrusted', $chain, $chain)
    or die "The frontend's answer is no certificate of the cluster's authority\n";
  is_pair($chain, $key) or die "The frontend's answer is a certificate for another key\n";
  mkdir "$folder/$service", 0755;
  chmod 0755, "$folder/$service";
  my $to = "$folder/$service";
  my @new = (write_file("$to/key.pem", slurp($key), oct $mode, $owner, $group), write_file("$to/chain.pem", $text, 0644));
  put($new[0], "$to/key.pem");
  put($new[1], "$to/chain.pem");
  unlink $key;
  return;
}

# Without waiting: at a start, those units wait for this one
sub take_up {
  my ($unit, $how) = @_;
  my $state = said('systemctl', 'show', '--property=ActiveState,CanReload', $unit) // '';
  return if $state =~ /ActiveState=inactive/ || ($how eq 'reload' && $state !~ /CanReload=yes/);
  said('systemctl', '--no-block', $state =~ /ActiveState=failed/ ? 'restart' : 'reload-or-restart', $unit);
  return;
}

for my $path ("$root/etc/cairn", $folder) { mkdir $path, 0755; chmod 0755, $path; }
mkdir $work, 0700;
my %units;
my $failed = 0;
if (eval { $trusted = take_trust(); 1 }) {
  if ($trusted) { %units = %reload; }
}
elsif ($@ =~ /does not answer/ && -e "$folder/crl.pem" && time - ((stat "$work/list")[9] // 0) < 86_400) {
  # What is here is good for weeks: a frontend that starts anew is no failure of this machine
  print $@;
}
else { warn $@; $failed = 1; }
for my $wanted (@wanted) {
  my ($service, $owner, $group, $mode, $names, $restart) = @$wanted;
  next if is_good($service, $names);
  if (eval { take_certificate($service, $owner, $group, $mode); 1 }) {
    print "New certificate for $service\n";
    $units{$_} = 'restart' for list_of($restart);
  }
  else { warn "$service: $@"; $failed = 1; }
}
take_up($_, $units{$_}) for sort keys %units;
exit $failed;
