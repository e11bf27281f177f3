using CraneAnomaly.Cli;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

public sealed class InputExpansionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _missing = [];

    public InputExpansionTests()
    {
        foreach (string name in (string[])[
            "b.pcap", "a.pcap", "B.pcap", "deep/c.pcap", "notes.txt", "cranes.json", "deep/labels.json", ".hidden",
            "policy.json"])
            _folder.Write(name, [1]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Expand_AFolder_IsAllBelowItInOrdinalOrderWithoutItsCompanions() =>
        Assert.Equal(["B.pcap", "a.pcap", "b.pcap", "deep/c.pcap", "notes.txt"], Expand(_folder.At()));

    [Theory]
    [InlineData("*.pcap", "B.pcap a.pcap b.pcap")]
    [InlineData("?.pcap", "B.pcap a.pcap b.pcap")]
    [InlineData("[.pcap", "")]
    [InlineData("deep/*", "deep/c.pcap deep/labels.json")]
    [InlineData("*.none", "")]
    [InlineData("none/*.pcap", "")]
    public void Expand_AGlob_IsWhatFitsInOrdinalOrder(string pattern, string expected)
    {
        string last = _folder.At("b.pcap");
        var found = Expand(_folder.At(pattern), last);
        Assert.Equal([.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), "b.pcap"], found);
        Assert.Equal(expected.Length == 0 ? 1 : 0, _missing.Count);
    }

    [Fact]
    public void Expand_Names_KeepTheirOrder()
    {
        string a = _folder.At("a.pcap"), b = _folder.At("b.pcap");
        Assert.Equal([b, "-", a, b], InputExpansion.Expand([b, "-", a, b], _missing));
        Assert.Empty(_missing);
    }

    [Fact]
    public void Expand_WhatIsMissing_IsSaidAndTheRestIsKept()
    {
        Assert.Equal(["a.pcap"], Expand(_folder.At("missing.pcap"), _folder.At("a.pcap")));
        Assert.Contains("missing.pcap: there is no such file or folder", Assert.Single(_missing),
            StringComparison.Ordinal);
    }

    private string[] Expand(params string[] names) =>
    [
        .. InputExpansion.Expand(names, _missing)
            .Select(path => Path.GetRelativePath(_folder.At(), path).Replace('\\', '/')),
    ];
}
