namespace CraneAnomaly.Tests.Layering;

/// <summary>
/// Separates the code of a C# file from its comments and literals, so that a rule about code is not fooled by a
/// sentence. Both results keep every character's place; what belongs to the other is blank.
/// </summary>
internal sealed class SourceLexer
{
    private readonly string _text;
    private readonly char[] _code;
    private readonly char[] _comments;
    private int _at;

    private SourceLexer(string text)
    {
        _text = text;
        _code = Blank(text);
        _comments = Blank(text);
    }

    public static (string Code, string Comments) Split(string text)
    {
        var lexer = new SourceLexer(text);
        lexer.ReadCode(closingBraces: 0);
        return (new string(lexer._code), new string(lexer._comments));
    }

    // To the end of the text, or (in the hole of an interpolated string) behind its closing braces.
    private void ReadCode(int closingBraces)
    {
        int depth = 0;
        bool lineStart = true;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (lineStart && c == '#')
            {
                // A directive's text follows no lexical rule.
                CopyLine(_code);
            }
            else if (Follows("//"))
            {
                CopyLine(_comments);
            }
            else if (Follows("/*"))
            {
                int end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                CopyTo(_comments, end < 0 ? _text.Length : end + 2);
            }
            else if (c == '\'')
            {
                ReadEscaped('\'');
            }
            else if (StringPrefix() is var prefix and >= 0)
            {
                ReadString(prefix);
            }
            else
            {
                if (c == '{') depth++;
                if (c == '}' && depth-- == 0 && closingBraces > 0)
                {
                    _at += closingBraces;
                    return;
                }

                lineStart = c == '\n' || (lineStart && char.IsWhiteSpace(c));
                _code[_at++] = c;
            }
        }
    }

    // Length of what stands in front of the quotes of a string that begins here, or -1.
    private int StringPrefix()
    {
        int end = _at;
        while (end < _text.Length && _text[end] is '$' or '@') end++;
        return end < _text.Length && _text[end] == '"' ? end - _at : -1;
    }

    private void ReadString(int prefixLength)
    {
        string prefix = _text.Substring(_at, prefixLength);
        int dollars = prefix.Count(c => c == '$');
        _at += prefixLength;
        int quotes = CountOf('"');
        bool verbatim = prefix.Contains('@');
        if (quotes >= 3 && !verbatim)
        {
            _at += quotes;
            ReadRaw(quotes, dollars);
        }
        else if (dollars > 0)
        {
            _at++;
            ReadInterpolated(verbatim);
        }
        else if (verbatim)
        {
            _at++;
            while (_at < _text.Length && !AtVerbatimEnd()) _at++;
            _at++;
        }
        else
        {
            ReadEscaped('"');
        }
    }

    private void ReadRaw(int quotes, int dollars)
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '"' && CountOf('"') is var run)
            {
                _at += run;
                if (run >= quotes) return;
            }
            else if (dollars > 0 && _text[_at] == '{' && CountOf('{') is var braces)
            {
                _at += braces;
                if (braces >= dollars) ReadCode(dollars);
            }
            else
            {
                _at++;
            }
        }
    }

    private void ReadInterpolated(bool verbatim)
    {
        while (_at < _text.Length)
        {
            if (Follows("{{") || (!verbatim && _text[_at] == '\\'))
            {
                _at += 2;
            }
            else if (_text[_at] == '{')
            {
                _at++;
                ReadCode(closingBraces: 1);
            }
            else if (verbatim ? AtVerbatimEnd() : _text[_at] == '"')
            {
                _at++;
                return;
            }
            else
            {
                _at++;
            }
        }
    }

    private bool AtVerbatimEnd()
    {
        if (_text[_at] != '"') return false;
        if (!Follows("\"\"")) return true;
        _at++;
        return false;
    }

    private void ReadEscaped(char quote)
    {
        _at++;
        while (_at < _text.Length && _text[_at] != quote && _text[_at] != '\n') _at += _text[_at] == '\\' ? 2 : 1;
        _at++;
    }

    private void CopyLine(char[] to) => CopyTo(to, _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length);

    private void CopyTo(char[] to, int end)
    {
        _text.CopyTo(_at, to, _at, end - _at);
        _at = end;
    }

    private bool Follows(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    private int CountOf(char c)
    {
        int end = _at;
        while (end < _text.Length && _text[end] == c) end++;
        return end - _at;
    }

    private static char[] Blank(string text) => [.. text.Select(c => c == '\n' ? c : ' ')];
}
