using CraneAnomaly.Capture;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Protocols;
using CraneAnomaly.Tests.Support;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Contracts;

/// <summary>What every protocol reader has to keep, whatever it reads.</summary>
public class ProtocolContractTests
{
    private static readonly byte[] Garbage = Enumerable.Repeat((byte)0xAA, 37).ToArray();

    public static TheoryData<string> Protocols => new(ProtocolVectors.All.Select(v => v.Folder));

    [Fact]
    public void Catalog_Folders_AllHaveFactoryAndVectors()
    {
        var folders = Directory.GetDirectories(
            Path.Combine(Shared.RepositoryRoot, "src", "CraneAnomaly", "Protocols")).Select(Path.GetFileName).Order().Where(folder => folder != "Sessions");
        Assert.Equal(folders, ProtocolVectors.All.Select(v => v.Folder).Order());
        Assert.Equal(
            ProtocolVectors.All.Select(v => v.Protocol).Order(),
            ProtocolCatalog.Create<CountingSink>(Limits.Default, new()).Select(f => f.Protocol).Where(p => !p.HasFacts()).Distinct().Order());
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_EveryPrefix_NeedsMoreData(string folder)
    {
        foreach (var message in Vectors(folder).Dialogue)
        {
            for (int length = 0; length < message.Bytes.Length; length++)
            {
                var (driver, lines) = Text(folder);
                driver.Send(message.FromServer, message.Bytes.AsSpan(0, length));
                Assert.Empty(lines);
                Assert.Equal(0, driver.Consumed);
            }
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_EverySplit_SameRecords(string folder)
    {
        var dialogue = Vectors(folder).Dialogue;
        var whole = Play(folder, driver =>
        {
            foreach (var message in dialogue) driver.Send(message.FromServer, message.Bytes);
        });
        Assert.Equal(dialogue.Count, whole.Count);

        int longest = dialogue.Max(m => m.Bytes.Length);
        for (int split = 1; split < longest; split++)
        {
            Assert.Equal(whole, Play(folder, driver =>
            {
                foreach (var message in dialogue) driver.Send(message.FromServer, message.Bytes, split);
            }));
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_ManyPdusAndGarbage_SameRecordsInEveryChunkSize(string folder)
    {
        var dialogue = Vectors(folder).Dialogue;
        byte[] client = [.. Garbage, .. Side(dialogue, false), .. Garbage, .. Side(dialogue, false)];
        byte[] server = [.. Side(dialogue, true), .. Garbage, .. Side(dialogue, true)];
        List<string> Chunked(int chunk) => Play(folder, driver =>
        {
            driver.Send(false, client, chunk);
            driver.Send(true, server, chunk);
            driver.End();
        });

        var whole = Chunked(int.MaxValue);
        foreach (int chunk in (int[])[1, 2, 7, 13, 64, 4095]) Assert.Equal(whole, Chunked(chunk));
    }

    [Property(MaxTest = 300)]
    public void Read_RandomBytes_StaysInBounds(byte[] bytes, byte chunk, bool fromServer)
    {
        foreach (var vectors in ProtocolVectors.All)
        {
            var (driver, _) = Text(vectors.Folder);
            driver.Send(fromServer, bytes, chunk % 16 + 1);
            driver.Gap(fromServer, 3);
            driver.Send(fromServer, bytes);
            driver.End();
            Assert.InRange(driver.MostHeld, 0, vectors.MostHeldBytes);
        }
    }

    [Property(MaxTest = 300)]
    public void Read_DamagedDialogue_StaysInBoundsAndRecovers(int seed, byte chunk)
    {
        foreach (var vectors in ProtocolVectors.All)
        {
            uint state = (uint)seed;
            var (driver, lines) = Text(vectors.Folder);
            foreach (var message in vectors.Dialogue)
            {
                var bytes = (byte[])message.Bytes.Clone();
                state = state * 1_664_525 + 1_013_904_223;
                bytes[(state >> 8) % bytes.Length] ^= (byte)(state >> 24);
                driver.Send(message.FromServer, bytes, chunk % 32 + 1);
            }

            // Not blinded: what follows is read again, at the latest when held bytes have been given up.
            driver.Gap(true, 1);
            int before = lines.Count;
            driver.Send(true, vectors.Dialogue.First(m => m.FromServer).Bytes);
            Assert.InRange(driver.MostHeld, 0, vectors.MostHeldBytes);
            Assert.True(lines.Count > before);
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_HostileLength_ToldAndNextPduDecoded(string folder)
    {
        var vectors = Vectors(folder);
        var request = vectors.Dialogue.First(m => !m.FromServer).Bytes;
        string expected = Play(folder, driver => driver.Send(false, request)).Single();
        foreach (var header in vectors.HostileHeaders)
        {
            var (driver, lines) = Text(folder);
            driver.Send(false, [.. header, .. request]);
            Assert.Equal(2, lines.Count);
            Assert.Matches(" (unframeable|invalid_[a-z_]+)$", lines[0]);
            Assert.Equal(expected, lines[1]);
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_Garbage_ToldOnceWithItsBytes(string folder)
    {
        var request = Vectors(folder).Dialogue.First(m => !m.FromServer).Bytes;
        for (int chunk = 1; chunk < 50; chunk += 6)
        {
            var lines = Play(folder, driver =>
            {
                driver.Send(false, request);
                driver.Send(false, [.. Garbage, .. request], chunk);
            });
            Assert.Equal(3, lines.Count);
            Assert.Equal($"violation bytes={Garbage.Length} offset={request.Length} count=1 unframeable", lines[1]);
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void OnGap_InTheMiddleOfAPdu_NextPduDecoded(string folder)
    {
        var dialogue = Vectors(folder).Dialogue;
        foreach (var lost in dialogue)
        {
            for (int cut = 0; cut < lost.Bytes.Length; cut++)
            {
                var lines = Play(folder, driver =>
                {
                    driver.Send(lost.FromServer, lost.Bytes.AsSpan(0, cut));
                    driver.Gap(lost.FromServer, lost.Bytes.Length - cut);
                    driver.Send(dialogue[0].FromServer, dialogue[0].Bytes);
                    driver.Send(dialogue[1].FromServer, dialogue[1].Bytes);
                });
                Assert.Equal(2, lines.Count);
                Assert.DoesNotContain(lines, line => line.Contains("unframeable", StringComparison.Ordinal));
            }
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_UnknownFunction_OneRecordWithViolation(string folder)
    {
        var reader = Factory<CountingSink>(folder).Create();
        var driver = new StreamDriver<CountingSink>(reader);
        driver.Send(false, Vectors(folder).UnknownFunction);
        Assert.Equal(1, driver.Sink.Pdus);
        Assert.Equal(Violation.UnknownFunctionCode, driver.Sink.Last);
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Reset_ThenAnotherFlow_SameRecords(string folder)
    {
        var vectors = Vectors(folder);
        var symbols = new SymbolTable();
        var lines = new List<string>();
        var reader = Factory<TextSink>(folder, symbols).Create();
        for (int round = 0; round < 2; round++)
        {
            reader.Reset();
            var driver = new StreamDriver<TextSink>(reader) { Sink = new(symbols, lines) };
            driver.Send(false, Garbage);
            foreach (var message in vectors.Dialogue.Skip(1)) driver.Send(message.FromServer, message.Bytes);
            driver.Gap(true, 5);
            if (round == 0) Assert.Equal(vectors.Dialogue.Count - 1, reader.Pdus);
        }

        Assert.Equal(lines[..(lines.Count / 2)], lines[(lines.Count / 2)..]);
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_MillionPdus_AllocatesNothing(string folder)
    {
        Allocated<CountingSink>(folder, 20_000);
        Assert.Equal(0, Allocated<CountingSink>(folder, 500_000));
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Read_BoxingSink_IsSeenToAllocate(string folder) =>
        Assert.True(Allocated<BoxingSink>(folder, 1_000) >= 2 * 1_000 * 24);

    [Theory, MemberData(nameof(Protocols))]
    public void Read_RequestsNeverAnswered_BoundedAndTold(string folder)
    {
        var vectors = Vectors(folder);
        var driver = new StreamDriver<CountingSink>(Factory<CountingSink>(folder).Create());
        var reader = Factory<CountingSink>(folder).Create();
        var sink = new CountingSink();
        var bytes = new byte[512];
        long before = 0;
        for (int i = 0; i < 200_000; i++)
        {
            if (i == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
            vectors.WriteRequest(i, bytes, out int length);
            reader.Read(bytes.AsSpan(0, length), driver.Context(false), ref sink);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(200_000, sink.Pdus);
        Assert.Equal(Violation.TransactionEvicted, sink.Last);
        Assert.InRange(sink.Violations, 1, 1_000);
        reader.OnEnd(driver.Context(false), ref sink);
        Assert.Equal(Violation.UnansweredRequests, sink.Last);
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Probe_EachMessage_RecognisedAndOnlyWhenWhole(string folder)
    {
        var vectors = Vectors(folder);
        var factory = Factory<CountingSink>(folder);
        var onPort = new StreamDriver<CountingSink>(factory.Create()) { ResponderPort = vectors.ServerPort };
        foreach (var message in vectors.Dialogue)
        {
            var expected = message.FromServer ? ProbeResult.Server : ProbeResult.Client;
            Assert.Equal(expected, factory.Probe(message.Bytes, onPort.Context(message.FromServer)));
            for (int length = 0; length < message.Bytes.Length; length++)
            {
                var prefix = message.Bytes.AsSpan(0, length);
                Assert.Equal(ProbeResult.Unsure, factory.Probe(prefix, onPort.Context(message.FromServer)));
            }
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Probe_OffPort_DialogueRecognisedAndOthersNot(string folder)
    {
        var factory = Factory<CountingSink>(folder);
        var driver = new StreamDriver<CountingSink>(factory.Create()) { ResponderPort = 40_000 };
        foreach (var vectors in ProtocolVectors.All)
        {
            foreach (bool fromServer in (bool[])[false, true])
            {
                var result = factory.Probe(vectors.Dialogue[fromServer ? 1 : 0].Bytes, driver.Context(fromServer));
                if (vectors.Folder == folder) Assert.NotEqual(ProbeResult.No, result);
                else Assert.True(result is ProbeResult.No or ProbeResult.Unsure);
            }
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Records_Dialogue_EqualGoldenFile(string folder)
    {
        long frame = 0;
        var lines = Play(folder, driver =>
        {
            foreach (var message in Vectors(folder).Dialogue)
            {
                driver.Frame = ++frame;
                driver.TimestampNs += 1_500_000;
                driver.Send(message.FromServer, message.Bytes);
            }
        });
        AssertGolden(folder, "dialogue.records.txt", lines);
    }

    [Theory, MemberData(nameof(Protocols))]
    public void Records_Dialogue_FunctionCoverageEqualsCommittedFile(string folder)
    {
        var vectors = Vectors(folder);
        var seen = Play(folder, driver =>
        {
            foreach (var message in vectors.Dialogue) driver.Send(message.FromServer, message.Bytes);
        }).Select(line => line.Split(' ')[1]).ToHashSet();
        Assert.Empty(seen.Except(vectors.Functions));
        var missing = vectors.Functions.Where(f => !seen.Contains(f));
        AssertGolden(folder, "coverage.txt",
            [$"{seen.Count} of {vectors.Functions.Count} functions", .. missing.Select(m => "not shown: " + m)]);
    }

    private static ProtocolVectors Vectors(string folder) => ProtocolVectors.All.Single(v => v.Folder == folder);

    private static ProtocolFactory<TSink> Factory<TSink>(string folder, SymbolTable? symbols = null)
        where TSink : struct, IRecordSink =>
        ProtocolCatalog.Create<TSink>(Limits.Default, symbols ?? new())
            .First(f => f.Protocol == Vectors(folder).Protocol);

    private static (StreamDriver<TextSink> Driver, List<string> Lines) Text(string folder)
    {
        var symbols = new SymbolTable();
        var lines = new List<string>();
        var reader = Factory<TextSink>(folder, symbols).Create();
        return (new(reader) { Sink = new(symbols, lines), ResponderPort = Vectors(folder).ServerPort }, lines);
    }

    private static List<string> Play(string folder, Action<StreamDriver<TextSink>> play)
    {
        var (driver, lines) = Text(folder);
        play(driver);
        return lines;
    }

    private static IEnumerable<byte> Side(IEnumerable<ProtocolMessage> dialogue, bool fromServer) =>
        dialogue.Where(m => m.FromServer == fromServer).SelectMany(m => m.Bytes);

    private static long Allocated<TSink>(string folder, int pairs) where TSink : struct, IRecordSink
    {
        var vectors = Vectors(folder);
        var reader = Factory<TSink>(folder).Create();
        var driver = new StreamDriver<TSink>(reader);
        var sink = default(TSink);
        var bytes = new byte[512];
        long before = 0;
        for (int i = -100; i < pairs; i++)
        {
            if (i == 0) before = GC.GetAllocatedBytesForCurrentThread();
            vectors.WriteRequest(i, bytes, out int length);
            reader.Read(bytes.AsSpan(0, length), driver.Context(false), ref sink);
            vectors.WriteResponse(i, bytes, out length);
            reader.Read(bytes.AsSpan(0, length), driver.Context(true), ref sink);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2 * (pairs + 100), reader.Pdus);
        return allocated;
    }

    /// <summary>Compares with a committed file.</summary>
    private static void AssertGolden(string folder, string name, IEnumerable<string> lines)
    {
        string path = Path.Combine(
            Shared.RepositoryRoot, "tests", "CraneAnomaly.Tests", "Protocols", folder, "TestData", name);
        Assert.Equal(File.ReadAllLines(path), lines);
    }
}
