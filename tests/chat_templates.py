"""Chat templates with the features of those that the models of the catalogue come with.

Written for the tests, each as short as its features allow.
"""

from __future__ import annotations

# Qwen3.5: a system message only at the beginning, content as text or parts, thoughts unless told.
QWEN = """
{%- macro text(content) -%}
{%- if content is string -%}{{ content }}
{%- else -%}{%- for part in content -%}{{ part.text }}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{%- for message in messages -%}
{%- if message.role == 'system' and not loop.first -%}
{{- raise_exception('System message must be at the beginning.') -}}
{%- endif -%}
{{- '<|im_start|>' + message.role + '\n' + text(message.content) | trim + '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|im_start|>assistant\n' -}}
{%- if enable_thinking is defined and enable_thinking is false -%}
{{- '<think>\n\n</think>\n\n' -}}
{%- else -%}
{{- '<think>\n' -}}
{%- endif -%}
{%- endif -%}
"""
# SmolLM3: the day in the system message, which says whether to think.
SMOLLM = """
{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}
{%- set mode = '/think' if enable_thinking else '/no_think' -%}
{%- set system = messages[0].content if messages[0].role == 'system' else 'Be helpful.' -%}
{{- '<|im_start|>system\nToday Date: ' + strftime_now('%d %B %Y') + '\nReasoning Mode: ' + mode -}}
{{- '\n\n' + system.replace('/no_think', '').rstrip() + '<|im_end|>\n' -}}
{%- for message in messages if message.role != 'system' -%}
{%- if message.role == 'assistant' -%}
{% generation %}
{{- '<|im_start|>assistant\n' + message.content + '<|im_end|>\n' -}}
{% endgeneration %}
{%- else -%}
{{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|im_start|>assistant\n' + ('' if enable_thinking else '<think>\n\n</think>\n') -}}
{%- endif -%}
"""
# Gemma up to 2: no system role, and user and model take turns.
GEMMA = """
{{- bos_token -}}
{%- if messages[0].role == 'system' -%}
{{ raise_exception('System role not supported') }}
{%- endif -%}
{%- for message in messages -%}
{%- if (message.role == 'user') != (loop.index0 % 2 == 0) -%}
{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}
{%- endif -%}
{{- '<start_of_turn>' + ('model' if message.role == 'assistant' else message.role) + '\n' -}}
{{- message.content | trim + '<end_of_turn>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}
"""
# Gemma 4: a system role, thoughts in a channel if they are asked for.
GEMMA_4 = """
{{- bos_token -}}
{%- for message in messages -%}
{{- '<|turn>' + ('model' if message.role == 'assistant' else message.role) + '\n' -}}
{{- '<|think|>' if loop.first and enable_thinking is defined and enable_thinking else '' -}}
{{- message.content | trim + '<turn|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|turn>model\n' }}{%- endif -%}
"""
# Models that always think, such as DeepSeek-R1's small ones: a thought is opened in any case.
REASONER = """
{%- for message in messages -%}
{{- '<|im_start|>' + message.role + '\n' -}}
{{- message.content.split('</think>')[-1] + '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\n<think>\n' }}{%- endif -%}
"""
# Granite 4: a system message of its own where there is none, roles between control tokens.
GRANITE = """
{%- if messages[0].role != 'system' -%}
{{- '<|start_of_role|>system<|end_of_role|>You are helpful.<|end_of_text|>\n' -}}
{%- endif -%}
{%- for message in messages -%}
{{- '<|start_of_role|>' + message.role + '<|end_of_role|>' + message.content -}}
{{- '<|end_of_text|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|start_of_role|>assistant<|end_of_role|>' }}{%- endif -%}
"""
TEMPLATES = {
    "qwen": QWEN, "smollm": SMOLLM, "gemma": GEMMA, "gemma 4": GEMMA_4, "reasoner": REASONER,
    "granite": GRANITE,
}  # fmt: skip
