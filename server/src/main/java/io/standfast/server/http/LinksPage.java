package io.standfast.server.http;

import java.util.List;

/**
 * A page of links to other pages: {@code /} and {@code /streaming}.
 */
public final class LinksPage implements Page
{
    private final String html;

    /**
     * A page.
     *
     * @param title of it.
     * @param paths to link to, without characters that HTML knows.
     */
    public LinksPage(final String title, final List<String> paths)
    {
        final StringBuilder text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>").append(title)
            .append("</title></head>\n<body>\n<h1>").append(title).append("</h1>\n");
        paths.forEach(path -> text.append("<a href=\"").append(path).append("\">").append(path).append("</a><br>\n"));
        html = text.append("</body>\n</html>\n").toString();
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        return PageAnswer.html(html);
    }
}
