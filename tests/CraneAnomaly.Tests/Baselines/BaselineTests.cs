using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;

namespace CraneAnomaly.Tests.Baselines;

public class BaselineTests
{
    private static readonly BaselineManifest s_about = new()
    {
        Seed = 7,
        Inputs =
        [
            new("a.pcap", 123, new string('a', 64), 1_700_000_000_000_000_001, 1_700_000_009_000_000_000),
            new("empty.pcap", 24, new string('b', 64), null, null),
        ],
        Limits = new Dictionary<string, long> { ["flows"] = 1_000_000, ["cranes"] = 10_000 },
        Readiness = ["first-seen: ready, 4,000 writes of 3 kinds"],
        Findings = [new("session.new-endpoint", "203.0.113.5", "An outer address spoke; \"quoted\" \u202e \ud800.")],
    };

    private static TrainedModel Model(string name)
    {
        var set = new TrainingSet(name, ["x", "y"], new float[] { -1, -1, 1, 1 });
        var kernel = SubspaceKernel.FromBasis(set, [0, 0], [1, 1], [0, 0], [[0.70710678f, 0.70710678f]]);
        var probe = new ModelProbe(2, [3, 1, 0, 2], [MathF.Sqrt(0.2f), MathF.Sqrt(0.5f)]);
        return new(name, set.Columns, "not opened by the core"u8.ToArray(), kernel.ToBytes(), probe.ToBytes())
        {
            TrainingRows = 2,
            TrainingHash = set.Hash,
        };
    }

    private static Baseline Make() => Baseline.Create(
        s_about,
        "state"u8.ToArray(),
        [
            Model("window"),
            new("no-kernel", ["z"], new byte[] { 1 }, default, default),
            TrainedModel.Untrained(new("small", ["x"], default), "0 rows are not enough"),
        ]);

    private static byte[] Bytes(Baseline baseline)
    {
        var stream = new MemoryStream();
        baseline.Save(stream);
        return stream.ToArray();
    }

    private static string Refusal(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => Baseline.Load(new MemoryStream(bytes))).Message;

    [Fact]
    public void Load_WhatWasSaved_IsEqual()
    {
        var (made, loaded) = (Make(), Baseline.Load(new MemoryStream(Bytes(Make()))));
        Assert.Equal(made.Hash, loaded.Hash);
        Assert.Equal("state"u8.ToArray(), loaded.State.ToArray());
        Assert.Equal(["no-kernel", "window"], loaded.Models.Select(m => m.Name));
        Assert.Equal(Model("window").Kernel.ToArray(), loaded.Model("window")!.Kernel.ToArray());
        Assert.Equal(Model("window").TrainingHash, loaded.Model("window")!.TrainingHash);
        Assert.Equal(["x", "y"], loaded.Model("window")!.Columns);
        Assert.True(loaded.Model("no-kernel")!.Kernel.IsEmpty);
        Assert.Equal(s_about.Inputs, loaded.Manifest.Inputs);
        Assert.Equal(s_about.Limits.OrderBy(l => l.Key), loaded.Manifest.Limits);
        Assert.Equal(7, loaded.Manifest.Seed);
        Assert.Equal("203.0.113.5", Assert.Single(loaded.Manifest.Findings).Subject);
        Assert.Equal("model small: not trained: 0 rows are not enough", loaded.Manifest.Readiness[1]);
        Assert.Equal(0, new SubspaceDetector(loaded.Model("window")!).Kernel.Score([5.0, 5.0]).Spe, 6);
    }

    [Fact]
    public void Save_SameContents_GivesTheSameBytes_WhateverTheOrderOfTheModels()
    {
        var first = Baseline.Create(s_about, "s"u8.ToArray(), [Model("a"), Model("b")]);
        var second = Baseline.Create(s_about, "s"u8.ToArray(), [Model("b"), Model("a")]);
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.Equal(Bytes(first), Bytes(Baseline.Load(new MemoryStream(Bytes(second)))));
        Assert.NotEqual(first.Hash, Baseline.Create(s_about, "t"u8.ToArray(), [Model("a"), Model("b")]).Hash);
    }

    [Fact]
    public void Save_AnOrdinaryZipReader_FindsTheEntriesAndTheirHashes()
    {
        using var zip = new ZipArchive(new MemoryStream(Bytes(Make())));
        Assert.Equal(
            [
                "manifest.json", "state.bin", "models/no-kernel.zip",
                "models/window.zip", "models/window.kernel", "models/window.probe",
            ],
            zip.Entries.Select(e => e.FullName));
        using var manifest = JsonDocument.Parse(zip.Entries[0].Open());
        foreach (var entry in manifest.RootElement.GetProperty("entries").EnumerateArray())
        {
            using var content = zip.GetEntry(entry.GetProperty("name").GetString()!)!.Open();
            Assert.Equal(entry.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        }
    }

    [Fact]
    public void Load_AnyByteFlipped_IsRefused()
    {
        byte[] bytes = Bytes(Baseline.Create(s_about, "state"u8.ToArray(), [Model("window")]));
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte mask in (byte[])[0x01, 0x80, 0xFF])
            {
                bytes[i] ^= mask;
                try
                {
                    Baseline.Load(new MemoryStream(bytes));
                    Assert.Fail($"byte {i} ^ {mask:x2} went unnoticed");
                }
                catch (InvalidDataException)
                {
                }

                bytes[i] ^= mask;
            }
        }
    }

    [Fact]
    public void Load_CutOffAnywhereOrLonger_IsRefused()
    {
        byte[] bytes = Bytes(Make());
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => Baseline.Load(new MemoryStream(bytes, 0, length)));
        Refusal([.. bytes, 0]);
    }

    [Fact]
    public void Load_FileThatIsNone_SaysSo() =>
        Assert.Contains("it is not a baseline",
            Refusal("hello, I am no archive, but long enough to be one"u8.ToArray()));

    [Fact]
    public void Load_NewerFormat_SaysWhatToDo()
    {
        byte[] bytes = Rebuild(e =>
            e.Name == "manifest.json" ? Replace(e.Bytes, "\"format\": 1", "\"format\": 2") : e.Bytes);
        Assert.Equal(
            "baseline: its format is 2 where this version reads 1; use the version that wrote it, "
            + "or run 'crane-anomaly learn' again",
            Refusal(bytes));
    }

    [Theory]
    [InlineData("\"seed\": 7", "\"seed\": 7.5")]
    [InlineData("\"seed\": 7", "\"seed\":  7")]
    [InlineData("\"seed\": 7", "\"seed\": 7, \"more\": 1")]
    [InlineData("\"seed\": 7", "\"seed\": 7, \"seed\": 7")]
    [InlineData("\"product\": \"", "\"product\": \"\\ud800")]
    [InlineData("\"inputs\": [", "\"inputs\": [3, ")]
    [InlineData("\"models\": [", "\"modules\": [")]
    [InlineData("\"name\": \"window\"", "\"name\": \"widow\"")]
    [InlineData("{", "[")]
    public void Load_ManifestWithAMatchingChecksumButOtherContent_IsRefused(string old, string @new) =>
        Refusal(Rebuild(e => e.Name == "manifest.json" ? Replace(e.Bytes, old, @new) : e.Bytes));

    [Fact]
    public void Load_EntryReplacedWithItsChecksum_IsNamed()
    {
        byte[] bytes = Rebuild(e => e.Name == "state.bin" ? "STATE"u8.ToArray() : e.Bytes);
        Assert.Contains("entry 'state.bin' is not what the manifest says", Refusal(bytes));
    }

    [Fact]
    public void Load_KernelOfAnotherModel_IsRefusedEvenWhenEveryHashFits()
    {
        var model = Model("window");
        var other = new TrainingSet("window", ["x", "y"], new float[] { -1, 1, 1, -1 });
        byte[] kernel = SubspaceKernel.FromBasis(other, [0, 0], [1, 1], [0, 0], [[0.70710678f, -0.70710678f]])
            .ToBytes();
        Assert.Equal(model.Kernel.Length, kernel.Length);
        string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        byte[] bytes = Rebuild(e => e.Name switch
        {
            "manifest.json" => Replace(e.Bytes, Hex(model.Kernel), Hex(kernel)),
            "models/window.kernel" => kernel,
            _ => e.Bytes,
        });
        Assert.Contains("model 'window' cannot be used: the kernel gives", Refusal(bytes));
    }

    [Fact]
    public void Load_EntryThatNoModelNames_IsRefused() =>
        Assert.Contains("the manifest names", Refusal(Rebuild(e => e.Bytes, ("models/extra.zip", [1]))));

    [Theory]
    [InlineData("../evil.zip")]
    [InlineData("models/../../x.zip")]
    [InlineData("/etc/passwd")]
    [InlineData("models/a.b.zip")]
    [InlineData("models/.zip")]
    [InlineData("models/A.zip")]
    public void Load_NameThatLeadsElsewhere_IsRefused(string name) =>
        Assert.Contains("a name that no baseline has", Refusal(Rebuild(e => e.Bytes, (name, [1]))));

    [Fact]
    public void Load_EntryTwice_IsRefused() =>
        Assert.Contains("is there twice", Refusal(Rebuild(e => e.Bytes, ("state.bin", "state"u8.ToArray()))));

    [Fact]
    public void Load_CompressedBomb_IsRefusedWithoutInflating()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("manifest.json").Open();
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) entry.Write(zeros);
        }

        byte[] bytes = stream.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("is compressed", Refusal(bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 * 1024 * 1024);
    }

    [Fact]
    public void Load_EntryThatClaimsToBeHuge_IsRefused()
    {
        byte[] bytes = Bytes(Make());
        // The uncompressed size of the first entry (APPNOTE 4.3.7).
        (bytes[22], bytes[23], bytes[24], bytes[25]) = (0xFF, 0xFF, 0xFF, 0xFF);
        Assert.Contains("longer than", Refusal(bytes));
    }

    [Fact]
    public void Load_TooManyEntries_IsRefused()
    {
        var extra = Enumerable.Range(0, 300).Select(i => ($"models/m{i}.zip", Array.Empty<byte>())).ToArray();
        Assert.Contains("more than 256 entries", Refusal(Rebuild(e => e.Bytes, extra)));
    }

    [Fact]
    public void Create_TwoModelsOfAName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Baseline.Create(s_about, default, [Model("a"), Model("a")]));

    [Fact]
    public void Create_ModelNameThatIsNoFileName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Baseline.Create(s_about, default, [Model("a") with { Name = "../a" }]));

    [Fact]
    public void Create_MoreEntriesThanAFileHolds_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Baseline.Create(
            s_about,
            default,
            [.. Enumerable.Range(0, 255).Select(i => Model("window") with { Name = $"m{i}" })]));

    [Fact]
    public void Save_Path_ReplacesTheFileAndLeavesNothingBeside()
    {
        string folder = Directory.CreateTempSubdirectory("crane-baseline-").FullName;
        try
        {
            string path = Path.Combine(folder, "site.baseline");
            File.WriteAllText(path, "an older one");
            Make().Save(path);
            Assert.Equal(Make().Hash, Baseline.Load(path).Hash);
            Assert.Equal([path], Directory.GetFiles(folder));

            File.WriteAllText(path, "damaged");
            var e = Assert.Throws<InvalidDataException>(() => Baseline.Load(path));
            Assert.StartsWith($"baseline '{path}': ", e.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Load_StreamThatGivesAByteAtATime_ReadsItAll()
    {
        using var slow = new BufferedStream(new OneByteStream(Bytes(Make())), 1);
        Assert.Equal(Make().Hash, Baseline.Load(slow).Hash);
    }

    private static byte[] Replace(byte[] bytes, string old, string @new)
    {
        string text = Encoding.UTF8.GetString(bytes);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"no {old} in the manifest");
        return Encoding.UTF8.GetBytes(text[..at] + @new + text[(at + old.Length)..]);
    }

    /// <summary>
    /// The file with entries changed and added, packed anew with right checksums by a writer of its own.
    /// </summary>
    private static byte[] Rebuild(Func<(string Name, byte[] Bytes), byte[]> change,
        params (string Name, byte[] Bytes)[] added)
    {
        var entries = new List<(string Name, byte[] Bytes)>();
        using (var zip = new ZipArchive(new MemoryStream(Bytes(Make()))))
        {
            foreach (var entry in zip.Entries)
            {
                var content = new MemoryStream();
                using (var from = entry.Open()) from.CopyTo(content);
                entries.Add((entry.FullName, change((entry.FullName, content.ToArray()))));
            }
        }

        entries.AddRange(added);
        return StoredZip.Pack(entries);
    }

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);
    }
}
