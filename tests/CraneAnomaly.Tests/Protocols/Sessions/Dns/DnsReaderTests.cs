using CraneAnomaly.Capture;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Dns;

public class DnsReaderTests
{
    [Fact]
    public void Read_StreamInPieces_SameRecordsAsDatagrams()
    {
        var vectors = new DnsVectors();
        for (int chunk = 1; chunk < 30; chunk++)
        {
            var lines = new List<string>();
            var driver = new StreamDriver<FactText.Sink>(Factory<FactText.Sink>(6).Create()) { Sink = new(lines), ResponderPort = 53 };
            foreach (var message in vectors.Dialogue)
                driver.Send(message.FromServer, [(byte)(message.Bytes.Length >> 8), (byte)message.Bytes.Length, .. message.Bytes], chunk);
            Assert.Equal(vectors.Records, lines);
        }
    }

    [Theory]
    [InlineData(53, true)]
    [InlineData(4444, true)]
    [InlineData(5355, true)]
    public void Probe_Question_IsRecognisedOnAnyPort(ushort port, bool expected) =>
        Assert.Equal(expected, Probe(17, port, new DnsVectors().Dialogue[0].Bytes) != ProbeResult.No);

    // Without the port the whole message has to be read.
    [Theory]
    [InlineData(53, true)]
    [InlineData(4444, false)]
    public void Probe_TrailingBytes_OnlyOnThePort(ushort port, bool expected) =>
        Assert.Equal(expected, Probe(17, port, [.. new DnsVectors().Dialogue[0].Bytes, 1]) != ProbeResult.No);

    [Fact]
    public void Read_LongestNames_EndAndAreBounded()
    {
        // Labels of one letter that all point at each other from behind: 255 characters at most.
        byte[] message = new byte[1_500];
        message[5] = 1;
        int at = 12;
        for (; at < 1_200; at += 4) (message[at], message[at + 1], message[at + 2], message[at + 3]) = (1, (byte)'a', 0xC0, (byte)Math.Max(12, Math.Min(255, at - 4)));
        var lines = new List<string>();
        var driver = new StreamDriver<FactText.Sink>(Factory<FactText.Sink>(17).Create()) { Sink = new(lines), ResponderPort = 53 };
        driver.Send(false, message);
        Assert.Equal("request service=dns trans_id=0", Assert.Single(lines));
    }

    private static ProbeResult Probe(byte transport, ushort port, byte[] bytes)
    {
        var identity = FlowIdentity.None;
        (identity.OriginatorPort, identity.ResponderPort) = (49_152, port);
        return Factory<CountingSink>(transport).Probe(bytes, new(ref identity));
    }

    private static ProtocolFactory<TSink> Factory<TSink>(byte transport) where TSink : struct, IRecordSink =>
        ProtocolCatalog.Create<TSink>(Limits.Default, new()).Single(f => f.Protocol == OtProtocol.Dns && f.Transport == transport);
}
