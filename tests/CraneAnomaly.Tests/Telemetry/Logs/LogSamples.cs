namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>Logs that several tests read.</summary>
internal static class LogSamples
{
    public const string Conn = """
        #separator \x09
        #set_separator	,
        #empty_field	(empty)
        #unset_field	-
        #path	conn
        #open	2026-03-01-00-00-00
        #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state	local_orig	local_resp	missed_bytes	history	orig_pkts	orig_ip_bytes	resp_pkts	resp_ip_bytes	tunnel_parents	orig_l2_addr	resp_l2_addr	vlan	inner_vlan
        #types	time	string	addr	port	addr	port	enum	string	interval	count	count	string	bool	bool	count	string	count	count	count	count	set[string]	string	string	int	int
        1772323200.000001	CAbc	10.0.0.7	40000	10.0.0.5	502	tcp	modbus	1.500000	120	240	SF	T	T	3	ShADadFf	10	640	9	700	-	02:00:00:00:00:01	02:00:00:00:00:02	7	12
        1772323300.500000	CAbd	fe80::9	40001	fe80::1	22	tcp	-	-	-	-	S0	T	T	0	S	1	60	0	0	-	-	-	-	-
        #close	2026-03-01-01-00-00

        """;

    public const string ConnJson = """
        {"ts":1772323200.000001,"uid":"CAbc","id.orig_h":"10.0.0.7","id.orig_p":40000,"id.resp_h":"10.0.0.5","id.resp_p":502,"proto":"tcp","service":"modbus","duration":1.5,"orig_bytes":120,"resp_bytes":240,"conn_state":"SF","local_orig":true,"local_resp":true,"missed_bytes":3,"history":"ShADadFf","orig_pkts":10,"orig_ip_bytes":640,"resp_pkts":9,"resp_ip_bytes":700,"orig_l2_addr":"02:00:00:00:00:01","resp_l2_addr":"02:00:00:00:00:02","vlan":7,"inner_vlan":12}
        {"ts":"2026-03-01T00:01:40.500000Z","uid":"CAbd","id.orig_h":"fe80::9","id.orig_p":40001,"id.resp_h":"fe80::1","id.resp_p":22,"proto":"tcp","conn_state":"S0","missed_bytes":0,"history":"S","orig_pkts":1,"orig_ip_bytes":60,"resp_pkts":0,"resp_ip_bytes":0}

        """;

    public const string Modbus = """
        #separator \x09
        #set_separator	,
        #empty_field	(empty)
        #unset_field	-
        #path	modbus_detailed
        #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	tid	unit	func	address	quantity	request_values	response_values	modbus_detailed_link_id	matched	request_subfunction_code	response_subfunction_code	request_data	response_data	exception_code	mei_type
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	2	5	READ_COILS	1	8	-	1,0,0,1,0,1,1,1	-	T	-	-	-	-	-	-
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	9	6	WRITE_SINGLE_COIL	1	1	1	1	-	T	-	-	-	-	-	-
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	11	2	READ_EXCEPTION_STATUS	-	-	-	-	-	-	-	-	-	-	-	-
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	11	2	READ_EXCEPTION_STATUS	-	-	-	-	-	-	-	-	-	-	-	-
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	12	2	DIAGNOSTICS	-	-	-	-	-	T	Return Diagnostic Register	Return Diagnostic Register	\\x00\\x00	\\x00\\x00	-	-
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	14	7	WRITE_MULTIPLE_REGISTERS	1	4	170,187,204,221	-	-	T	-	-	-	-	-	-
        1772323200.000000	CHh	127.0.0.1	47785	127.0.0.1	502	1	0	READ_HOLDING_REGISTERS	600	10	-	-	-	T	-	-	-	-	ILLEGAL_DATA_ADDRESS	-

        """;

    public const string Eve = """
        {"timestamp":"2026-03-01T00:00:00.239653+0000","flow_id":177163648486317,"pcap_cnt":39,"event_type":"modbus","src_ip":"127.0.0.1","src_port":47785,"dest_ip":"127.0.0.1","dest_port":502,"proto":"TCP","modbus":{"id":9,"request":{"transaction_id":9,"protocol_id":0,"unit_id":6,"function_raw":5,"function_code":"WrSingleCoil","write":{"address":1,"data":65280}},"response":{"transaction_id":9,"protocol_id":0,"unit_id":6,"function_raw":5,"function_code":"WrSingleCoil","write":{"address":1,"data":65280}}}}
        {"timestamp":"2026-03-01T00:00:00.300000+0000","flow_id":77,"event_type":"dns","src_ip":"10.0.0.7","src_port":1024,"dest_ip":"10.0.0.53","dest_port":53,"proto":"UDP","dns":{"version":2,"type":"answer","id":9,"rrname":"a.b","rrtype":"A","rcode":"NOERROR","answers":[{"rrname":"a.b","ttl":60,"rdata":"192.0.2.1"},{"rrname":"a.b","ttl":5,"rdata":"192.0.2.2"}]}}
        {"timestamp":"2026-03-01T00:00:00.400000+0000","event_type":"stats","stats":{"uptime":3,"x":[[1],[2]]}}
        {"timestamp":"2026-03-01T00:00:00.500000+0000","flow_id":9,"event_type":"flow","src_ip":"10.0.0.7","src_port":1024,"dest_ip":"2001:db8::5","dest_port":443,"proto":"TCP","app_proto":"tls","flow":{"pkts_toserver":10,"pkts_toclient":8,"bytes_toserver":1540,"bytes_toclient":600,"start":"2026-02-28T23:59:00.000000+0000","end":"2026-03-01T00:00:00.600000+0000"},"tcp":{"tcp_flags_ts":"1b","tcp_flags_tc":"1b"}}

        """;
}
