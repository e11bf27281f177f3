using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture.Tcp;

public class TcpStreamTests
{
    private const byte Ack = TrafficRig.Ack;

    private static readonly string[] Dialogue = ["C ?one", "S !uno", "C ?two", "S !dos", "C ?three", "S !tres"];

    [Fact]
    public void Read_EveryPermutationOfSixSegments_SameMessagesInTheSameOrder()
    {
        foreach (int[] order in Permutations(6))
        {
            var (rig, talk, segments) = Talk();
            foreach (int i in order) talk.Send(segments[i]);
            rig.Reader.EndInput();
            Assert.Equal(Dialogue, rig.Messages);
            Assert.Equal(0, rig.Counters.GapBytes);
        }
    }

    [Fact]
    public void Read_EverySplitOfAMessage_OneMessage()
    {
        byte[] bytes = [.. TrafficRig.Message("?hello there"), .. TrafficRig.Message("?again")];
        for (int first = 1; first < bytes.Length; first++)
        {
            for (int second = first; second < bytes.Length; second++)
            {
                var rig = new TrafficRig();
                var talk = new TcpTalk(rig);
                talk.Handshake();
                talk.Send(talk.Say(0, data: bytes[..first]));
                if (second > first) talk.Send(talk.Say(0, data: bytes[first..second]));
                talk.Send(talk.Say(0, data: bytes[second..]), talk.Say(1, "!ok"));
                Assert.Equal(["C ?hello there", "C ?again", "S !ok"], rig.Messages);
            }
        }
    }

    [Fact]
    public void Read_SequenceWrapsAtEveryByte_SameMessages()
    {
        for (uint before = 0; before < 24; before++)
        {
            var rig = new TrafficRig();
            var talk = new TcpTalk(rig, clientStart: uint.MaxValue - before, serverStart: uint.MaxValue - before / 2);
            talk.Handshake();
            Segment a = talk.Say(0, "?one"), b = talk.Say(0, "?two"), c = talk.Say(0, "?three");
            var d = talk.Say(1, "!uno");
            talk.Send(b, a, d, c, a, b);
            talk.Close();
            rig.Reader.EndInput();
            Assert.Equal(["C ?one", "C ?two", "C ?three", "S !uno"], rig.Messages);
            var (_, summary, _) = Assert.Single(rig.Flows);
            Assert.Equal(6 + 6 + 8, summary.OriginatorBytes);
            Assert.Equal(6, summary.ResponderBytes);
            Assert.Equal(FlowState.SF, summary.State);
        }
    }

    [Fact]
    public void Read_RetransmitStorm_NoSecondMessageAndLettersAtPowersOfTen()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        var segment = talk.Say(0, "?once");
        talk.Send(segment);
        for (int i = 0; i < 1000; i++)
        {
            talk.StepNs = 2_000_000;
            talk.Send(segment);
        }

        talk.Send(talk.Raw(0, talk.Next(0) - 1, Ack, [0]));
        rig.Reader.EndInput();
        Assert.Equal(["C ?once"], rig.Messages);
        Assert.Equal(1001, rig.Counters.Retransmissions);
        Assert.Equal(0, rig.Counters.Count(Violation.OverlapConflict));
        Assert.Equal("ShADTTTT", TrafficRig.HistoryOf(rig.Flows[0].Summary));
    }

    [Fact]
    public void Read_OverlapWithSameBytes_FirstWinsAndNothingIsSaid()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        uint at = talk.Next(0);
        byte[] bytes = [.. TrafficRig.Message("?first"), .. TrafficRig.Message("?second")];
        talk.Send(talk.Raw(0, at + 4, Ack, bytes[4..12]), talk.Raw(0, at, Ack, bytes[..8]));
        talk.Send(talk.Raw(0, at + 6, Ack, bytes[6..]));
        Assert.Equal(["C ?first", "C ?second"], rig.Messages);
        Assert.Equal(0, rig.Counters.Count(Violation.OverlapConflict));
    }

    [Fact]
    public void Read_OverlapWithOtherBytes_FirstWinsAndIsToldOnce()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        uint at = talk.Next(0);
        byte[] good = TrafficRig.Message("?start"), evil = TrafficRig.Message("?stop!");
        talk.Send(talk.Raw(0, at + 3, Ack, good[3..]), talk.Raw(0, at, Ack, evil));
        Assert.Equal(["C ?start"], rig.Messages);
        Assert.Equal(1, rig.Counters.Count(Violation.OverlapConflict));
        Assert.Contains("violation overlap_conflict client 5 x1", rig.Lines);
    }

    [Fact]
    public void Read_OverlapWithBegunMessage_IsConflict()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        uint at = talk.Next(0);
        byte[] good = TrafficRig.Message("?start"), evil = TrafficRig.Message("?stxrt");
        talk.Send(talk.Raw(0, at, Ack, good[..7]), talk.Raw(0, at, Ack, evil));
        Assert.Equal(["C ?start"], rig.Messages);
        Assert.Equal(1, rig.Counters.Count(Violation.OverlapConflict));
    }

    [Fact]
    public void Read_LostSegment_WaitsThenGapThenReadsBehindIt()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        talk.Say(0, "?lost");
        talk.Send(talk.Say(0, "?three"));
        rig.NowNs += 4_000_000_000;
        talk.Send(talk.Say(0, "?four"));
        Assert.Equal(["C ?one"], rig.Messages);
        rig.NowNs += 2_000_000_000;
        talk.Send(talk.Say(0, "?five"));
        Assert.Equal(["C ?one", "C ?three", "C ?four", "C ?five"], rig.Messages);
        Assert.Contains("gap stream_gap client 7 x1", rig.Lines);
        Assert.Equal(7, rig.Counters.GapBytes);
        rig.Reader.EndInput();
        Assert.Equal(7, rig.Flows[0].Summary.MissedBytes);
        Assert.Equal("ShADG", TrafficRig.HistoryOf(rig.Flows[0].Summary));
    }

    [Fact]
    public void Read_LostRequestThatWasAnswered_IsGivenUpEarlyAndOrderIsKept()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Say(0, "?lost");
        talk.Send(talk.Say(1, "!answer"));
        talk.Send(talk.Say(0, "?next"), talk.Say(1, "!nextanswer"));
        Assert.Empty(rig.Messages);
        rig.NowNs += 150_000_000;
        talk.Send(talk.Say(0, "?later"));
        Assert.Equal(["S !answer", "C ?next", "S !nextanswer", "C ?later"], rig.Messages);
        Assert.Contains("gap stream_gap client 7 x1", rig.Lines);
    }

    [Fact]
    public void Read_LostSegmentAndNoFurtherPacketOfTheFlow_GapByTheClock()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Say(0, "?lost");
        talk.Send(talk.Say(0, "?seen"));
        for (int i = 0; i < 12; i++)
        {
            rig.NowNs += 1_000_000_000;
            rig.Udp("10.9.9.9", 999, "10.9.9.8", 998, [1, 2, 3]);
        }

        Assert.Equal(["C ?seen"], rig.Messages);
    }

    [Fact]
    public void Read_HoleWithMoreThanTheCapBehindIt_GapAtOnce()
    {
        var rig = new TrafficRig(Limits.Default with { OutOfOrderBytes = 4096 });
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        talk.Say(0, "?lost");
        for (int i = 0; i < 20; i++) talk.Send(talk.Say(0, "?" + i + new string('x', 250)));
        Assert.Equal(21, rig.Messages.Length);
        Assert.True(rig.Counters.Count(Violation.OutOfOrderEvicted) > 0);
        Assert.Equal(7, rig.Counters.GapBytes);
    }

    [Fact]
    public void Read_ManySmallSegmentsBehindAHole_AreBounded()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        uint at = talk.Next(0);
        for (uint i = 0; i < 2000; i++) talk.Send(talk.Raw(0, at + 10 + 2 * i, Ack, [1]));
        Assert.True(rig.Counters.Count(Violation.OutOfOrderEvicted) > 0);
    }

    [Fact]
    public void Read_CutSegment_ReadsWhatIsThereThenGap()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        uint at = talk.Next(0);
        byte[] bytes = [.. TrafficRig.Message("?whole"), .. TrafficRig.Message("?cut off here")];
        talk.Send(talk.Raw(0, at, Ack, bytes[..12], cut: bytes.Length - 12));
        talk.Send(talk.Raw(0, at + (uint)bytes.Length, Ack, TrafficRig.Message("?next")));
        Assert.Equal(["C ?whole", "C ?next"], rig.Messages);
        Assert.Equal(bytes.Length - 12, rig.Counters.GapBytes);
    }

    [Fact]
    public void Read_SynWithData_IsReadOnce()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        var syn = talk.Say(0, TrafficRig.Syn, TrafficRig.Message("?early"));
        talk.Send(syn, talk.Say(1, TrafficRig.Syn | Ack), talk.Say(0, Ack));
        talk.Send(talk.Say(0, "?next"));
        Assert.Equal(["C ?early", "C ?next"], rig.Messages);
    }

    [Fact]
    public void Read_BlindReset_TearsNothingDown()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"), talk.Say(1, "!uno"));
        talk.Send(talk.Raw(1, talk.Next(1) + 2_000_000, TrafficRig.Rst, []));
        talk.Send(talk.Say(0, Ack));
        talk.Send(talk.Raw(1, talk.Next(1) - 4, TrafficRig.Rst, []));
        talk.Send(talk.Say(0, "?two"), talk.Say(1, "!dos"));
        rig.Reader.EndInput();
        Assert.Equal(["C ?one", "S !uno", "C ?two", "S !dos"], rig.Messages);
        Assert.Equal(FlowState.S1, Assert.Single(rig.Flows).Summary.State);
        Assert.True(rig.Counters.Count(Violation.OutOfWindow) >= 2);
    }

    [Fact]
    public void Read_BlindSynOnOpenConnection_DoesNotDisturbIt()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"), talk.Say(1, "!uno"));
        talk.Send(talk.Raw(0, 77_777_777, TrafficRig.Syn, []));
        talk.Send(talk.Say(0, "?two"), talk.Say(1, "!dos"));
        rig.Reader.EndInput();
        Assert.Equal(["C ?one", "S !uno", "C ?two", "S !dos"], rig.Messages);
        Assert.Single(rig.Flows);
    }

    [Fact]
    public void Read_SynThatIsAnswered_IsANewConnection()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"), talk.Say(1, "!uno"));
        var again = new TcpTalk(rig, clientStart: 70_000, serverStart: 90_000_000);
        again.Handshake();
        again.Send(again.Say(0, "?two"), again.Say(1, "!dos"));
        again.Close();
        rig.Reader.EndInput();
        Assert.Equal(["C ?one", "S !uno", "C ?two", "S !dos"], rig.Messages);
        Assert.Equal(2, rig.Flows.Count);
        Assert.Equal(FlowState.SF, rig.Flows[1].Summary.State);
        Assert.Equal("ShADdFf", TrafficRig.HistoryOf(rig.Flows[1].Summary));
        Assert.Equal(5, rig.Flows[1].Summary.OriginatorPackets);
    }

    [Fact]
    public void Read_BlindDataFarAway_IsNotBelieved()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        talk.Send(talk.Raw(0, talk.Next(0) + 500_000_000, Ack, TrafficRig.Message("?evil")));
        talk.Send(talk.Say(0, "?two"));
        Assert.Equal(["C ?one", "C ?two"], rig.Messages);
        Assert.Equal(1, rig.Counters.Count(Violation.OutOfWindow));
    }

    [Fact]
    public void Read_StreamGoesOnFarAway_IsTakenUpAfterThreeSegments()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        uint far = talk.Next(0) + 500_000_000;
        for (int i = 0; i < 4; i++)
        {
            talk.Send(talk.Raw(0, far + (uint)(7 * i), Ack, TrafficRig.Message("?far" + i)));
            var answer = talk.Say(1, Ack);
            if (i == 1) talk.Send(answer with { Packet = answer.Packet with { Acknowledgement = far + 14 } });
        }

        Assert.Equal(["C ?one", "C ?far2", "C ?far3"], rig.Messages);
    }

    [Fact]
    public void Read_ManyBlindSegmentsFarAway_AreNotBelievedUntilTheReceiverDoes()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        uint far = talk.Next(0) + 500_000_000;
        for (int i = 0; i < 20; i++) talk.Send(talk.Raw(0, far + (uint)(7 * i), Ack, TrafficRig.Message("?evil")));
        talk.Send(talk.Say(1, "!uno"), talk.Say(0, "?two"));
        Assert.Equal(["C ?one", "S !uno", "C ?two"], rig.Messages);
        Assert.Equal(20, rig.Counters.Count(Violation.OutOfWindow));
        Assert.Equal(2, rig.Lines.Count(l => l.StartsWith("violation out_of_window", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_DataBehindAnAcknowledgedEnd_IsOutOfWindow()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"), talk.Say(0, TrafficRig.Fin | Ack), talk.Say(1, "!uno"));
        talk.Send(talk.Raw(0, talk.Next(0), Ack, TrafficRig.Message("?more")));
        Assert.Equal(["C ?one", "S !uno"], rig.Messages);
        Assert.Equal(1, rig.Counters.Count(Violation.OutOfWindow));
    }

    [Fact]
    public void Read_BlindEndThatNobodyAcknowledges_IsTakenBack()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"), talk.Raw(0, talk.Next(0), TrafficRig.Fin | Ack, []));
        talk.Send(talk.Say(0, "?two"), talk.Say(1, "!uno"));
        Assert.Equal(["C ?one", "C ?two", "S !uno"], rig.Messages);
    }

    [Fact]
    public void Read_OneDirectionAlone_IsRead()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        for (int i = 0; i < 5; i++)
        {
            talk.Send(talk.Say(0, "?ask" + i));
            talk.Say(1, "!never seen");
        }

        rig.Reader.EndInput();
        Assert.Equal(["C ?ask0", "C ?ask1", "C ?ask2", "C ?ask3", "C ?ask4"], rig.Messages);
        Assert.Equal(0, rig.Counters.GapBytes);
    }

    [Fact]
    public void Read_EndAcknowledgedWithBytesMissing_GapAtTheEnd()
    {
        // As in Zeek's miss_end_data: the FIN shows how much was sent, and no packet carried it.
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?get"), talk.Say(1, Ack));
        talk.Say(1, "!lost");
        talk.Send(talk.Say(1, TrafficRig.Fin | Ack), talk.Say(0, Ack));
        talk.Send(talk.Say(0, TrafficRig.Fin | Ack), talk.Say(1, Ack));
        rig.Reader.EndInput();
        var (_, summary, _) = Assert.Single(rig.Flows);
        Assert.Equal("ShADafgF", TrafficRig.HistoryOf(summary));
        Assert.Equal((7, 7), (summary.MissedBytes, summary.ResponderBytes));
        Assert.Contains("gap stream_gap server 7 x1", rig.Lines);
    }

    [Fact]
    public void Read_MirrorCopies_AreCountedAndChangeNothing()
    {
        var (rig, talk, segments) = Talk();
        foreach (var segment in segments)
        {
            talk.Send(segment, segment);
        }

        rig.Reader.EndInput();
        Assert.Equal(Dialogue, rig.Messages);
        Assert.Equal(6, rig.Counters.Duplicates);
        Assert.Equal(0, rig.Counters.Retransmissions);
        Assert.Equal(3 + 2, rig.Flows[0].Summary.OriginatorPackets);
    }

    [Fact]
    public void Read_NothingConsumedUpToTheCap_IsGivenUp()
    {
        // A length of 65,535 in front of less: the reader waits until 64 KiB are held.
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        talk.Send(talk.Say(0, "?one"));
        talk.Send(talk.Say(0, data: [0xFF, 0xFF, .. new byte[1000]]));
        for (int i = 0; i < 64; i++) talk.Send(talk.Say(0, data: new byte[1024]));
        talk.Send(talk.Say(0, "?two"));
        Assert.Equal("C ?two", rig.Messages[^1]);
    }

    [Fact]
    public void Read_CapOfAllStreamsTogether_OldestGivesUp()
    {
        var rig = new TrafficRig(Limits.Default with { StreamBytes = 64 * 1024 });
        for (int i = 0; i < 1000; i++)
        {
            var talk = new TcpTalk(rig, clientPort: (ushort)(10_000 + i));
            talk.Handshake();
            talk.Send(talk.Say(0, "?one"), talk.Say(0, data: [0, 200, (byte)'?', .. new byte[20]]));
        }

        Assert.Equal(1000 - 64 * 1024 / 256, rig.Counters.Count(Violation.OutOfOrderEvicted));
    }

    private static (TrafficRig Rig, TcpTalk Talk, Segment[] Segments) Talk()
    {
        var rig = new TrafficRig();
        var talk = new TcpTalk(rig);
        talk.Handshake();
        return (rig, talk, [.. Dialogue.Select(line => talk.Say(line[0] == 'C' ? 0 : 1, line[2..]))]);
    }

    private static IEnumerable<int[]> Permutations(int count)
    {
        if (count == 0) return [[]];
        return Permutations(count - 1).SelectMany(rest =>
            Enumerable.Range(0, count).Select(at => (int[])[.. rest[..at], count - 1, .. rest[at..]]));
    }
}
