using CraneAnomaly.Capture;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Protocols;
using CraneAnomaly.Tests.Protocols.Sessions;
using CraneAnomaly.Tests.Support;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Contracts;

/// <summary>What every reader of sessions has to keep.</summary>
public class SessionContractTests
{
    public static TheoryData<string> Folders => new(SessionVectors.All.Select(v => v.Folder));

    [Fact]
    public void Catalog_Folders_AllHaveFactoryAndVectors()
    {
        var folders = Directory.GetDirectories(
            Path.Combine(Shared.RepositoryRoot, "src", "CraneAnomaly", "Protocols", "Sessions")).Select(Path.GetFileName).Order();
        Assert.Equal(folders, SessionVectors.All.Select(v => v.Folder).Order());
        Assert.Equal(
            SessionVectors.All.Select(v => v.Protocol).Distinct().Order(),
            ProtocolCatalog.Create<CountingSink>(Limits.Default, new()).Select(f => f.Protocol).Where(p => p.HasFacts()).Distinct().Order());
    }

    [Theory, MemberData(nameof(Folders))]
    public void Read_Dialogue_SaysWhatItShows(string folder) => Assert.Equal(Vectors(folder).Records, Play(folder, int.MaxValue));

    [Theory, MemberData(nameof(Folders))]
    public void Read_EveryChunkSize_SameRecords(string folder)
    {
        if (Vectors(folder).IsDatagram) return;
        for (int chunk = 1; chunk < 40; chunk++) Assert.Equal(Vectors(folder).Records, Play(folder, chunk));
    }

    [Theory, MemberData(nameof(Folders))]
    public void Read_DialogueThatBreaksOff_TellsASessionOnceAtMost(string folder)
    {
        var dialogue = Vectors(folder).Dialogue;
        for (int messages = 0; messages < dialogue.Count; messages++)
        {
            for (int length = 0; length < dialogue[messages].Bytes.Length; length += 1 + (dialogue[messages].Bytes.Length / 64))
            {
                var (driver, lines) = Text(folder);
                foreach (var message in dialogue.Take(messages)) driver.Send(message.FromServer, message.Bytes);
                driver.Send(dialogue[messages].FromServer, dialogue[messages].Bytes.AsSpan(0, length));
                driver.Gap(dialogue[messages].FromServer, 5);
                driver.End();
                Assert.InRange(lines.Count(line => line.StartsWith("session", StringComparison.Ordinal)), 0, 1);
            }
        }
    }

    [Property(MaxTest = 200)]
    public void Read_RandomBytes_StaysInBounds(byte[] bytes, byte chunk, bool fromServer)
    {
        foreach (var vectors in SessionVectors.All)
        {
            var (driver, _) = Text(vectors.Folder);
            driver.Send(fromServer, bytes, (chunk % 16) + 1);
            driver.Gap(fromServer, 3);
            driver.Send(fromServer, bytes);
            driver.End();
            Assert.InRange(driver.MostHeld, 0, vectors.MostHeldBytes);
        }
    }

    [Property(MaxTest = 200)]
    public void Read_DamagedDialogue_StaysInBounds(int seed, byte chunk)
    {
        foreach (var vectors in SessionVectors.All)
        {
            uint state = (uint)seed;
            var (driver, lines) = Text(vectors.Folder);
            foreach (var message in vectors.Dialogue)
            {
                var bytes = (byte[])message.Bytes.Clone();
                state = (state * 1_664_525) + 1_013_904_223;
                bytes[(state >> 8) % bytes.Length] ^= (byte)(state >> 24);
                driver.Send(message.FromServer, bytes, vectors.IsDatagram ? int.MaxValue : (chunk % 32) + 1);
            }

            driver.End();
            Assert.InRange(driver.MostHeld, 0, vectors.MostHeldBytes);
            Assert.InRange(lines.Count(line => line.StartsWith("session", StringComparison.Ordinal)), 0, 1);
        }
    }

    [Theory, MemberData(nameof(Folders))]
    public void Read_AfterReset_IsAsNew(string folder)
    {
        var lines = new List<string>();
        var reader = Factory<FactText.Sink>(folder).Create();
        for (int i = 0; i < 2; i++)
        {
            var driver = new StreamDriver<FactText.Sink>(reader) { Sink = new(lines), ResponderPort = Vectors(folder).ServerPort };
            foreach (var message in Vectors(folder).Dialogue) driver.Send(message.FromServer, message.Bytes);
            driver.End();
            reader.Reset();
        }

        Assert.Equal([.. Vectors(folder).Records, .. Vectors(folder).Records], lines);
    }

    [Theory, MemberData(nameof(Folders))]
    public void Read_ManySessions_AllocateNothing(string folder)
    {
        var reader = Factory<CountingSink>(folder).Create();
        ushort port = Vectors(folder).ServerPort;
        ProtocolMessage[] dialogue = [.. Vectors(folder).Dialogue];
        Play(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Play(int times)
        {
            var identity = FlowIdentity.None;
            identity.ResponderPort = port;
            var sink = default(CountingSink);
            for (int i = 0; i < times; i++)
            {
                foreach (var message in dialogue)
                    reader.Read(message.Bytes, new(ref identity) { FromResponder = message.FromServer }, ref sink);
                reader.OnEnd(new(ref identity), ref sink);
                reader.Reset();
            }
        }
    }

    [Theory, MemberData(nameof(Folders))]
    public void Probe_OwnFirstMessage_IsRecognised_AndNoOtherTakesIt(string folder)
    {
        var vectors = Vectors(folder);
        var first = vectors.Dialogue[0];
        var identity = FlowIdentity.None;
        (identity.OriginatorPort, identity.ResponderPort) = (49_152, vectors.ServerPort);
        var found = ProtocolCatalog.Create<CountingSink>(Limits.Default, new())
            .Where(factory => factory.Probe(first.Bytes, new(ref identity) { FromResponder = first.FromServer }) is not (ProbeResult.No or ProbeResult.Unsure))
            .Select(factory => factory.Protocol);
        Assert.Equal([vectors.Protocol], found);
    }

    private static SessionVectors Vectors(string folder) => SessionVectors.All.Single(v => v.Folder == folder);

    private static ProtocolFactory<TSink> Factory<TSink>(string folder) where TSink : struct, IRecordSink =>
        ProtocolCatalog.Create<TSink>(Limits.Default, new()).First(f => f.Protocol == Vectors(folder).Protocol);

    private static (StreamDriver<FactText.Sink> Driver, List<string> Lines) Text(string folder)
    {
        var lines = new List<string>();
        return (new(Factory<FactText.Sink>(folder).Create()) { Sink = new(lines), ResponderPort = Vectors(folder).ServerPort }, lines);
    }

    private static List<string> Play(string folder, int chunk)
    {
        var (driver, lines) = Text(folder);
        foreach (var message in Vectors(folder).Dialogue) driver.Send(message.FromServer, message.Bytes, chunk);
        driver.End();
        return lines;
    }
}
