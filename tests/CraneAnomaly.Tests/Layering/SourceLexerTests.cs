namespace CraneAnomaly.Tests.Layering;

public class SourceLexerTests
{
    [Theory]
    [InlineData("a // b", "a", "// b")]
    [InlineData("a /* b */ c", "a c", "/* b */")]
    [InlineData("a \"b // \\\" c\" d", "a d", "")]
    [InlineData("a @\"b \"\" \\\" c", "a c", "")]
    [InlineData("a $\"b {c + \"}\"} {{d}}\" e", "a c + e", "")]
    [InlineData("a $@\"b {c} \"\" \\\" d", "a c d", "")]
    [InlineData("a \"\"\"b \" \"\" // c\"\"\" d", "a d", "")]
    [InlineData("a $$\"\"\"b {c} {{d}} e\"\"\" f", "a d f", "")]
    [InlineData("a '\"' b '\\'' c", "a b c", "")]
    [InlineData("#region it's\na", "#region it's a", "")]
    public void Split_CodeCommentsLiterals_AreTold(string text, string code, string comments)
    {
        var split = SourceLexer.Split(text);

        Assert.Equal(code, Words(split.Code));
        Assert.Equal(comments, Words(split.Comments));
        Assert.Equal(text.Length, split.Code.Length);
    }

    private static string Words(string text) =>
        string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
