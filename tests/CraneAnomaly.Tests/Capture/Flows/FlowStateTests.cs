using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture.Flows;

/// <summary>States, histories and byte counts as Zeek's conn.log has them.</summary>
public class FlowStateTests
{
    private const byte Syn = TrafficRig.Syn, Ack = TrafficRig.Ack, Fin = TrafficRig.Fin, Rst = TrafficRig.Rst;

    // Letters: side and flags, blank-separated; D is a message of 5 bytes.
    [Theory]
    [InlineData("oS", FlowState.S0, "S", 0, 0)]
    [InlineData("oS oS", FlowState.S0, "S", 0, 0)]
    [InlineData("oS rSA oA", FlowState.S1, "ShA", 0, 0)]
    [InlineData("oS rSA oA oD rA rD oA", FlowState.S1, "ShADad", 5, 5)]
    [InlineData("oS rSA oA oD rD oFA rFA oA", FlowState.SF, "ShADdFf", 5, 5)]
    [InlineData("oS rSA oA oFA", FlowState.S2, "ShAF", 0, 0)]
    [InlineData("oS rSA oA rFA", FlowState.S3, "ShAf", 0, 0)]
    [InlineData("oS rRA", FlowState.REJ, "Sr", 0, 0)]
    [InlineData("oS rSA oA oD oR", FlowState.RSTO, "ShADR", 5, 0)]
    [InlineData("oS rSA oA oD rR", FlowState.RSTR, "ShADr", 5, 0)]
    [InlineData("oS oR", FlowState.RSTOS0, "SR", 0, 0)]
    [InlineData("oS rSA oR", FlowState.RSTO, "ShR", 0, 0)]
    [InlineData("rSA rA rFA", FlowState.SHR, "^haf", 0, 0)]
    [InlineData("rSA rR", FlowState.RSTRH, "^hr", 0, 0)]
    [InlineData("oS oFA", FlowState.SH, "SF", 0, 0)]
    [InlineData("rSA oS oA oD rD oFA rFA oA", FlowState.SF, "^hSADdFf", 5, 5)]
    [InlineData("rSA oA oD rD oFA rFA oA", FlowState.SF, "^hADdFf", 5, 5)]
    [InlineData("oD rD", FlowState.OTH, "Dd", 5, 5)]
    [InlineData("rD oD", FlowState.OTH, "^dD", 5, 5)]
    [InlineData("oR", FlowState.OTH, "R", 0, 0)]
    [InlineData("oS rSA oA oFR", FlowState.RSTO, "ShAI", 0, 0)]
    public void Flow_OfSegments_StateHistoryAndBytes(
        string segments, FlowState state, string history, long originatorBytes, long responderBytes)
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig, serverPort: 502);
        foreach (string text in segments.Split(' '))
        {
            byte flags = 0;
            foreach (char c in text[1..])
                flags |= c switch { 'S' => Syn, 'A' => Ack, 'F' => Fin, 'R' => Rst, _ => (byte)(Ack | TrafficRig.Psh) };
            bool repeated = text == "oS" && talk.Next(0) == 1001;
            int side = text[0] == 'o' ? 0 : 1;
            byte[] data = text[1] == 'D' ? TrafficRig.Message(side == 0 ? "?ab" : "!ab") : [];
            talk.Send(repeated ? talk.Raw(0, 1000, Syn, []) : talk.Say(side, flags, data));
        }

        rig.Reader.EndInput();
        var (identity, summary, _) = Assert.Single(rig.Flows);
        Assert.Equal(history, TrafficRig.HistoryOf(summary));
        Assert.Equal(state, summary.State);
        Assert.Equal(originatorBytes, summary.OriginatorBytes);
        Assert.Equal(responderBytes, summary.ResponderBytes);
        Assert.Equal(502, identity.ResponderPort);
    }

    [Fact]
    public void Flow_Counts_PacketsIpBytesAndTimes()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig) { StepNs = 1000 };
        long start = rig.NowNs;
        talk.Handshake();
        talk.Send(talk.Say(0, "?abc"), talk.Say(1, "!abcdef"));
        talk.Close();
        rig.Reader.EndInput();
        var summary = rig.Flows[0].Summary;
        Assert.Equal((5, 3), (summary.OriginatorPackets, summary.ResponderPackets));
        Assert.Equal((5 * 40 + 6, 3 * 40 + 9), (summary.OriginatorIpBytes, summary.ResponderIpBytes));
        Assert.Equal(start + 1000, summary.FirstNs);

        // The last acknowledgement does not count for the duration.
        Assert.Equal(start + 7000, summary.LastNs);
        Assert.Equal(2, summary.Pdus);
        Assert.Equal(1, summary.FirstFrame);
        Assert.Equal(OtProtocol.Modbus, summary.Service);
    }

    [Fact]
    public void Flow_ZeroWindows_LettersAtPowersOfTen()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        for (int i = 0; i < 12; i++)
        {
            var segment = talk.Say(1, Ack);
            talk.Send(segment with { Packet = segment.Packet with { Window = 0 } });
        }

        rig.Reader.EndInput();
        Assert.Equal("ShAaww", TrafficRig.HistoryOf(rig.Flows[0].Summary));
    }

    [Fact]
    public void Flow_SynAfterTheEnd_IsAnother()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Close();
        var again = new TcpTalk(rig, clientStart: 77);
        again.Handshake();
        rig.Reader.EndInput();
        Assert.Equal([FlowState.SF, FlowState.S1], rig.Flows.Select(f => f.Summary.State));
    }

    [Fact]
    public void Flow_DataLongAfterTheReset_IsAnother()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, Rst));
        rig.NowNs += 15_000_000_000;
        talk.Send(talk.Say(0, "?late"), talk.Say(1, Rst));
        rig.Reader.EndInput();
        Assert.Equal(["ShAR", "Dr"], rig.Flows.Select(f => TrafficRig.HistoryOf(f.Summary)));
        Assert.Equal([FlowState.RSTO, FlowState.RSTRH], rig.Flows.Select(f => f.Summary.State));
    }

    [Theory]
    [InlineData("q", FlowState.S0, "D")]
    [InlineData("q a q", FlowState.SF, "Dd")]
    [InlineData("a", FlowState.SHR, "^d")]
    public void Flow_OfDatagrams_StateAndHistory(string datagrams, FlowState state, string history)
    {
        var rig = new TrafficRig();
        foreach (string text in datagrams.Split(' '))
        {
            rig.NowNs += 10_000_000;
            if (text == "q") rig.Udp("10.0.0.9", 40000, "10.0.0.1", 161, [1, 2, 3]);
            else rig.Udp("10.0.0.1", 161, "10.0.0.9", 40000, [4, 5]);
        }

        rig.Reader.EndInput();
        var (identity, summary, _) = Assert.Single(rig.Flows);
        Assert.Equal(state, summary.State);
        Assert.Equal(history, TrafficRig.HistoryOf(summary));
        Assert.Equal(161, identity.ResponderPort);
        Assert.Equal(3 * datagrams.Count(c => c == 'q'), summary.OriginatorBytes);
    }

    [Fact]
    public void Flow_OfIcmpEcho_OneFlowWithTypes()
    {
        var rig = new TrafficRig();
        CraneAnomaly.Capture.Link.DecodedPacket request = new()
        {
            Source = TrafficRig.Address("10.0.0.9"),
            Destination = TrafficRig.Address("10.0.0.1"),
            SourcePort = 8,
            IpProtocol = 1,
            PayloadLength = 3,
            WirePayloadLength = 3,
            IpLength = 31,
        };
        var reply = request with { Source = request.Destination, Destination = request.Source, SourcePort = 0 };
        rig.Send(request, [1, 2, 3], CraneAnomaly.Capture.Link.DecodeOutcome.Icmp);
        rig.Send(reply, [1, 2, 3], CraneAnomaly.Capture.Link.DecodeOutcome.Icmp);
        rig.Reader.EndInput();
        var (identity, summary, _) = Assert.Single(rig.Flows);
        Assert.Equal((8, 0), (identity.OriginatorPort, identity.ResponderPort));
        Assert.Equal((3, 3), (summary.OriginatorBytes, summary.ResponderBytes));
        Assert.Equal(FlowState.OTH, summary.State);
        Assert.Equal(0, summary.HistoryLength);
        Assert.Equal(["conversation unknown", "flow none"], rig.Lines);
    }
}
