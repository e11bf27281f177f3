using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Records.Site;

public class SiteFileTests
{
    [Fact]
    public void Cranes_OfTheDesign_AreRead()
    {
        var crane = Assert.Single(CraneSheet.Read(Node("""
            {"cranes":[{"id":"QC01","vendor":"V","firmware":"1.2","rated_load_t":65,
              "rated":{"hoist":{"speed_laden":1.5,"speed_empty":3,"acceleration":0.6,"power_kw":800},"trolley":{"speed":4,"acceleration":0.7},"gantry":{"speed":0.75}},
              "limits":{"wind_stop":20,"hoist":{"up":42.5}},"zones":[{"name":"quay","axis":"trolley","from":-10,"to":5.5,"kind":"slowdown","speed_limit":1}]}]}
            """)));

        Assert.Equal(("QC01", "V", "1.2", 65d), (crane.Id, crane.Vendor, crane.Firmware, crane.RatedLoad));
        Assert.Equal(new AxisRating { Speed = 1.5, SpeedEmpty = 3, Acceleration = 0.6, Power = 800 }, crane.Rated[Axis.Hoist]);
        Assert.Equal(0.75, crane.Rated[Axis.Gantry].Speed);
        Assert.Equal((20d, 42.5), (crane.Limits["wind_stop"], crane.Limits["hoist.up"]));
        Assert.Equal((Axis.Trolley, -10d, 5.5, 1d), (crane.Zones[0].Axis, crane.Zones[0].From, crane.Zones[0].To, crane.Zones[0].SpeedLimit));
        Assert.Null(Assert.Single(CraneSheet.Read(Node("{\"cranes\":[{\"id\":\"A\"}]}"))).RatedLoad);
    }

    [Theory]
    [InlineData("{\"cranes\":[\n{\"id\":\"A\",\n\"colour\":1}]}", "cranes.json: line 3: unknown key 'colour'")]
    [InlineData("{\"cranes\":[\n{\"vendor\":\"A\"}]}", "cranes.json: line 2: the key 'id' is missing")]
    [InlineData("{\"cranes\":[{\"id\":\"A\"},\n{\"id\":\"A\"}]}", "cranes.json: line 2: 'id': the crane 'A' stands twice")]
    [InlineData("{\"cranes\":[{\"id\":\"A\",\n\n\"rated_load_t\":\"65\"}]}", "cranes.json: line 3: 'rated_load_t': a number is expected")]
    [InlineData("{\"cranes\":[{\"id\":\"A\",\"rated\":{\"hoist\":{\"speed\":0}}}]}", "cranes.json: line 1: 'speed': it has to be above zero")]
    [InlineData("{\"cranes\":[{\"id\":\"A\",\n\"id\":\"B\"}]}", "cranes.json: line 2: the key 'id' stands twice")]
    [InlineData("{\"cranes\":[\n{\"id\":\"A\",]}", "cranes.json: line 2: it is no JSON")]
    [InlineData("[]", "cranes.json: line 1: an object is expected")]
    [InlineData("", "cranes.json: line 1: it is no JSON")]
    public void Cranes_Wrong_AreRefusedWithFileLineAndKey(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<SiteFileException>(() => CraneSheet.Read(Node(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Tags_OfEveryKind_AreRead()
    {
        var tags = Tag.Read(Node("""
            {"tags":[
              {"source":"modbus:192.0.2.10:502/1/hr/100","type":"i16","signal":"hoist.speed","scale":0.01,"crane":"QC01"},
              {"source":"modbus:[2001:db8::1]:5020/255/co/7","signal":"gate","crane":"QC01"},
              {"source":"modbus:192.0.2.10:502/1/hr/5.3","signal":"emergency_stop"},
              {"source":"modbus:192.0.2.10:502/1/ir/2","type":"f32/cdab","signal":"spreader.load","unit":"kg","offset":-5},
              {"source":"s7:192.0.2.11/DB10.DBD4","type":"f32","signal":"hoist.position"},
              {"source":"opcua:ns=5;s=DX.Hoist","signal":"x"},
              {"source":"tic:che.@.hoist.foo.output.actual.value","signal":"hoist.torque"},
              {"source":"csv:v_hoist","signal":"hoist.speed","unit":"m/min"}]}
            """));

        Assert.Equal(new RegisterPlace(Ip("192.0.2.10"), 502, 1, RegisterTable.HoldingRegisters, 100), tags[0].Register);
        Assert.Equal((TagType.I16, 0.01, 0d, "QC01"), (tags[0].Type, tags[0].Scale, tags[0].Offset, tags[0].Crane));
        Assert.Equal(new RegisterPlace(Ip("2001:db8::1"), 5020, 255, RegisterTable.Coils, 7), tags[1].Register);
        Assert.Equal((TagType.Bool, 3), (tags[2].Type, tags[2].Bit));
        Assert.Equal((TagType.F32, true, 2, "kg"), (tags[3].Type, tags[3].IsLowWordFirst, tags[3].Registers, tags[3].Unit));
        Assert.Equal((TagSourceKind.S7, "192.0.2.11/DB10.DBD4"), (tags[4].Kind, tags[4].Name));
        Assert.Equal("ns=5;s=DX.Hoist", tags[5].Name);
    }

    [Theory]
    [InlineData("{\"source\":\"modbus:192.0.2.10/1/hr/1\",\"signal\":\"a\"}", "'source': modbus:IP:PORT/UNIT/hr|ir|co|di/ADDRESS is expected")]
    [InlineData("{\"source\":\"modbus:x:502/1/hr/1\",\"signal\":\"a\"}", "'source': it names no address")]
    [InlineData("{\"source\":\"modbus:1.2.3.4:502/256/hr/1\",\"signal\":\"a\"}", "'source': modbus:")]
    [InlineData("{\"source\":\"mqtt:x\",\"signal\":\"a\"}", "'source': a source begins")]
    [InlineData("{\"source\":\"csv:x\"}", "the key 'signal' is missing")]
    [InlineData("{\"source\":\"csv:x\",\"signal\":\"a\",\"type\":\"u8\"}", "'type': u16, i16")]
    [InlineData("{\"source\":\"csv:x\",\"signal\":\"a\",\"type\":\"u32/badc\"}", "'type': the order of words")]
    [InlineData("{\"source\":\"modbus:1.2.3.4:502/1/co/1\",\"signal\":\"a\",\"type\":\"u16\"}", "'type': a coil")]
    [InlineData(
        "{\"source\":\"csv:x\",\"signal\":\"a\",\"crane\":\"QC01\"},{\"source\":\"csv:x\",\"signal\":\"a\",\"crane\":\"QC02\"}",
        "'csv:x' stands twice: a name means one signal of one crane")]
    public void Tags_Wrong_AreRefused(string tag, string problem) =>
        Assert.Contains(problem, Assert.Throws<SiteFileException>(() => Tag.Read(Node($"{{\"tags\":[{tag}]}}"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Policy_OfTheDesign_IsRead()
    {
        var policy = SitePolicy.Read(Node("""
            {"zones":[{"name":"crane","networks":["10.1.0.0/16","2001:db8::/32"]}],
             "remote":[{"network":"198.51.100.7","user":"vendor","protocols":["rdp"]}],
             "devices":[{"mac":"00:1B:1b:00:00:01","ip":"10.1.0.5","name":"PLC","role":"plc","firmware":"4"}],
             "writers":[{"src":"10.1.0.9","dst":"10.1.0.5","unit":1,"functions":["write_single_register",16],"from":"06:00","to":"22:00"}],
             "known_polling":[{"src":"10.1.0.9"}],"tiers":{"command.scan":"log"},"handling":"TLP:AMBER"}
            """));

        Assert.True(policy.Zones[0].Networks[0].Contains(Ip("10.1.255.1")));
        Assert.False(policy.Zones[0].Networks[0].Contains(Ip("10.2.0.1")));
        Assert.True(policy.Zones[0].Networks[1].Contains(Ip("2001:db8:1::1")));
        Assert.True(policy.Remote[0].Network.Contains(Ip("198.51.100.7")));
        Assert.False(policy.Remote[0].Network.Contains(Ip("198.51.100.8")));
        Assert.Equal("00:1b:1b:00:00:01", policy.Devices[0].Mac.ToString());
        Assert.Equal(["write_single_register", "16"], policy.Writers[0].Functions);
        Assert.Equal((1, "log", "TLP:AMBER"), (policy.Writers[0].Unit, policy.Tiers["command.scan"], policy.Handling));
        Assert.Empty(SitePolicy.Read(Node("{}")).Zones);
    }

    [Theory]
    [InlineData("{\"writerz\":[]}", "unknown key 'writerz'")]
    [InlineData("{\"zones\":[{\"name\":\"a\",\"networks\":[\"10.1.0.0/33\"]}]}", "'networks': it is no network")]
    [InlineData("{\"devices\":[{\"mac\":\"00:1b\"}]}", "'mac': it is no hardware address")]
    [InlineData("{\"writers\":[{\"unit\":1.5}]}", "'unit': a unit is a whole number")]
    [InlineData("{\"tiers\":{\"a\":\"loud\"}}", "'a': report, page or log")]
    [InlineData("{\"zones\":{}}", "'zones': an array is expected")]
    [InlineData("{\"tiers\":{\"comand.scan\":\"log\"}}", "'comand.scan': it is no name of an alert")]
    [InlineData("{\"writers\":[{\"from\":\"six\"}]}", "'from': two hours such as 06:00")]
    [InlineData("{\"writers\":[{\"from\":\"06:00\",\"to\":\"2026-03-01T06:00:00Z\"}]}", "'from': two hours such as 06:00")]
    public void Policy_Wrong_IsRefused(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<SiteFileException>(() => SitePolicy.Read(Node(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Permits_OfTheDesign_AreRead()
    {
        var permits = Permit.Read("permits.csv",
            "id,crane,person,system,source,actions,from,to,approved_by\r\n"
            + "P-1,QC01,\"Ann \"\"A\"\", Co\",TIA,10.1.0.9,download;write,2026-03-01T06:00:00Z,2026-03-01T07:00:00Z,Bob\r\n\r\n");

        var permit = Assert.Single(permits);
        Assert.Equal(("P-1", "Ann \"A\", Co", "Bob"), (permit.Id, permit.Person, permit.ApprovedBy));
        Assert.Equal(["download", "write"], permit.Actions);
        Assert.Equal("2026-03-01T07:00:00.000000000Z", EventTime.ToText(permit.ToNs));
    }

    [Theory]
    [InlineData("id,crane\n", "line 1: the key 'person'")]
    [InlineData("id,crane,person,system,source,actions,from,to,approved_by,x\n", "line 1: unknown key 'x'")]
    [InlineData("id,crane,person,system,source,actions,from,to,approved_by\n1,2\n", "line 2: 2 cells")]
    [InlineData("id,crane,person,system,source,actions,from,to,approved_by\n\n1,,,,,fly,2026-03-01T06:00:00Z,2026-03-01T07:00:00Z,\n", "line 3: 'actions': unknown action 'fly'")]
    [InlineData("id,crane,person,system,source,actions,from,to,approved_by\n1,,,,,read,soon,2026-03-01T07:00:00Z,\n", "line 2: 'from': a time")]
    [InlineData("id,crane,person,system,source,actions,from,to,approved_by\n1,,,,,read,2026-03-01T08:00:00Z,2026-03-01T07:00:00Z,\n", "line 2: 'to' is before")]
    public void Permits_Wrong_AreRefused(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<SiteFileException>(() => Permit.Read("permits.csv", text)).Message, StringComparison.Ordinal);

    private static SiteNode Node(string json) => SiteNode.Parse("cranes.json", Encoding.UTF8.GetBytes(json));

    private static IpAddress Ip(string text) => IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}
