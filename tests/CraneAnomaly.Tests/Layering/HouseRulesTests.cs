using Rule = System.Func<
    System.Collections.Generic.IEnumerable<CraneAnomaly.Tests.Layering.SourceFile>,
    System.Collections.Generic.IEnumerable<string>>;

namespace CraneAnomaly.Tests.Layering;

public class HouseRulesTests
{
    private static readonly Dictionary<string, Rule> Rules = new()
    {
        [nameof(HouseRules.TooLong)] = HouseRules.TooLong,
        [nameof(HouseRules.CrowdedFolders)] = HouseRules.CrowdedFolders,
        [nameof(HouseRules.NamesThatSayNothing)] = HouseRules.NamesThatSayNothing,
        [nameof(HouseRules.ForbiddenDirectives)] = HouseRules.ForbiddenDirectives,
        [nameof(HouseRules.UnsafeCode)] = files => HouseRules.UnsafeCode(files.Where(f => f.Project != "CraneAnomaly.Fuzz")),
        [nameof(HouseRules.UnfinishedWork)] = HouseRules.UnfinishedWork,
        [nameof(HouseRules.NamespaceIsNotFolder)] = HouseRules.NamespaceIsNotFolder,
        [nameof(HouseRules.MoreThanOneType)] = HouseRules.MoreThanOneType,
    };

    private static readonly Lazy<IReadOnlyList<SourceFile>> Files =
        new(() => [.. SourceFile.Under("src"), .. SourceFile.Under("tests")]);

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Rule_SourceAndTests_AreClean(string rule)
    {
        Assert.True(Files.Value.Count > 30, "the source files were not found");
        Assert.Empty(Rules[rule](Files.Value));
    }

    [Theory]
    [InlineData(nameof(HouseRules.NamesThatSayNothing), "A/PacketHelper.cs", "namespace P.A; class PacketHelper { }")]
    [InlineData(nameof(HouseRules.NamesThatSayNothing), "A/Flow.cs", "namespace P.A; class Flow { class StringUtils { } }")]
    [InlineData(nameof(HouseRules.NamesThatSayNothing), "A/Flow.cs", "namespace P.A; class Flow; interface IFlowManager;")]
    [InlineData(nameof(HouseRules.ForbiddenDirectives), "A/Flow.cs", "namespace P.A;\n  #region x\nclass Flow { }")]
    [InlineData(nameof(HouseRules.ForbiddenDirectives), "A/Flow.cs", "#pragma warning disable CS1\nnamespace P.A;\nclass Flow;")]
    [InlineData(nameof(HouseRules.UnsafeCode), "A/Flow.cs", "namespace P.A; class Flow { unsafe int* F; }")]
    [InlineData(nameof(HouseRules.UnfinishedWork), "A/Flow.cs", "namespace P.A; class Flow { } // TODO later")]
    [InlineData(nameof(HouseRules.UnfinishedWork), "A/Flow.cs", "namespace P.A; /* FIXME */ class Flow { }")]
    [InlineData(nameof(HouseRules.NamespaceIsNotFolder), "A/B/Flow.cs", "namespace P.A; class Flow { }")]
    [InlineData(nameof(HouseRules.NamespaceIsNotFolder), "A/Flow.cs", "class Flow { }")]
    [InlineData(nameof(HouseRules.NamespaceIsNotFolder), "A/Flow.cs", "namespace P; class Flow { }")]
    [InlineData(nameof(HouseRules.MoreThanOneType), "A/Flow.cs", "namespace P.A; class Stream { }")]
    [InlineData(nameof(HouseRules.MoreThanOneType), "A/Flow.cs",
        "namespace P.A; class Flow { } enum A { } enum B { } struct C { } record struct D(int X); interface E;")]
    public void Rule_PlantedViolation_IsFound(string rule, string path, string text) =>
        Assert.Single(Rules[rule]([new SourceFile("P", path, text)]));

    [Fact]
    public void TooLong_501Lines_IsFound()
    {
        Assert.Single(HouseRules.TooLong([OfLines(501)]));
        Assert.Empty(HouseRules.TooLong([OfLines(500)]));

        static SourceFile OfLines(int lines) => new("P", "A/Flow.cs", new string('\n', lines - 1) + "x\n");
    }

    [Fact]
    public void CrowdedFolders_17Files_AreFound()
    {
        Assert.Single(HouseRules.CrowdedFolders(OfCount(17)));
        Assert.Empty(HouseRules.CrowdedFolders(OfCount(16)));

        static IEnumerable<SourceFile> OfCount(int count) =>
            Enumerable.Range(0, count).Select(i => new SourceFile("P", $"A/F{i}.cs", ""));
    }

    [Fact]
    public void MoreThanOneType_LongTypeBeside_IsFound() =>
        Assert.Single(HouseRules.MoreThanOneType(
            [new SourceFile("P", "A/Flow.cs", "namespace P.A; class Flow { } class B {" + new string('\n', 45) + "}")]));

    [Theory]
    [InlineData("A/Flow.cs", "namespace P.A; /* unsafe #region Helper */ class Flow { string S = \"TODO\"; } enum Kind { }")]
    [InlineData("A/Flow.Part.cs", "namespace P.A; partial class Flow<T> where T : struct { Unsafe U; }")]
    [InlineData("A/Flow.cs", "namespace P.A; enum Flow { } static class Flows { }")]
    [InlineData("A/FlowExtensions.cs", "namespace P; static class FlowExtensions { }")]
    [InlineData("Program.cs", "return 0;")]
    public void Rules_CleanFile_AreSilent(string path, string text) =>
        Assert.All(Rules.Values, rule => Assert.Empty(rule([new SourceFile("P", path, text)])));
}
