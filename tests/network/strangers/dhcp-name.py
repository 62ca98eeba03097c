# A stranger asks for an address while there is discovery, and calls itself what it likes
import socket,struct,sys,os,time
name=sys.argv[1].encode(); card=sys.argv[2]; mac=bytes.fromhex(open(f'/sys/class/net/{card}/address').read().strip().replace(':',''))
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.setsockopt(socket.SOL_SOCKET,socket.SO_BROADCAST,1); s.setsockopt(socket.SOL_SOCKET,25,card.encode()+b'\0'); s.bind(('',68)); s.settimeout(4)
def pkt(t,extra): 
    h=struct.pack('>BBBBIHH4s4s4s4s16s64s128s',1,1,6,0,0x1234,0,0x8000,b'\0'*4,b'\0'*4,b'\0'*4,b'\0'*4,mac+b'\0'*10,b'',b'')
    return h+b'\x63\x82\x53\x63'+bytes([53,1,t])+bytes([12,len(name)])+name+extra+b'\xff'
s.sendto(pkt(1,b''),('255.255.255.255',67)); d=s.recv(2000); ip=d[16:20]; print('offer',socket.inet_ntoa(ip))
s.sendto(pkt(3,bytes([50,4])+ip+bytes([54,4])+socket.inet_aton('10.1.1.1')),('255.255.255.255',67)); d=s.recv(2000); print('ack',socket.inet_ntoa(d[16:20]))
